import auditPolicy from "../../../manifests/policy/audit.yaml";
import platformPolicy from "../../../test/demo/policy.yaml";
import completed from "../../../test/examples/completed.yaml";
import merged from "../../../test/examples/merged.yaml";
import refused from "../../../test/examples/refused.yaml";
import type { Texts } from "../state.ts";

/** Two of the five problems are mended, two stay as they were, and there is a new one. */
const updated = refused
  .replace(/^#.*\n/, "")
  .replace("cpu: 1500m", "cpu: 2")
  .replace("secureBoot: true", "secureBoot: false")
  .replace("disk: {}", "disk:\n                bus: usb");

/** What can be picked: the project's own manifests and policies, by what is to be seen. */
export const examples: readonly (Texts & { readonly title: string })[] = [
  { title: "A VM that breaks five rules", manifest: refused, old: "", policy: platformPolicy },
  { title: "Defaults are filled in", manifest: completed, old: "", policy: platformPolicy },
  { title: "Cloud-init is merged", manifest: merged, old: "", policy: platformPolicy },
  { title: "An update of a VM from before vmgate", manifest: updated, old: refused, policy: platformPolicy },
  { title: "Audit: nothing is denied", manifest: refused, old: "", policy: auditPolicy },
  { title: "The policy that is built in", manifest: merged, old: "", policy: "" },
];
