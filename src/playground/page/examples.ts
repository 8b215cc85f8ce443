import auditPolicy from "../../../manifests/policy/audit.yaml";
import platformPolicy from "../../../test/demo/policy.yaml";
import completed from "../../../test/examples/completed.yaml";
import merged from "../../../test/examples/merged.yaml";
import refused from "../../../test/examples/refused.yaml";
import type { Texts } from "../state.ts";

/** What can be picked: the project's own manifests and policies, by what is to be seen. */
export const examples: readonly (Texts & { readonly title: string })[] = [
  { title: "A VM that breaks five rules", manifest: refused, policy: platformPolicy },
  { title: "Defaults are filled in", manifest: completed, policy: platformPolicy },
  { title: "Cloud-init is merged", manifest: merged, policy: platformPolicy },
  { title: "Audit: nothing is denied", manifest: refused, policy: auditPolicy },
  { title: "The policy that is built in", manifest: merged, policy: "" },
];
