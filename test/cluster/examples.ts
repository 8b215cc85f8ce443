import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The policy that README shows, as text. @throws where it shows none */
export function readmePolicy(): string {
  const readme = readFileSync(join(import.meta.dirname, "..", "..", "README.md"), "utf8");
  const [, policy] = /^```yaml\n(apiVersion: vmgate[^]*?)^```/m.exec(readme) ?? [];
  if (policy === undefined) throw new Error("README shows no policy");
  return policy;
}
