import { expect, test } from "vitest";
import { groupVersionKindOf } from "../../src/admission/resources.ts";
import { readManifests } from "../../src/cli/review/manifests.ts";
import { corpusFiles, describeCorpus } from "../support/corpus.ts";
import { fixed, refusals } from "./fixed.ts";

for (const folder of ["vms", "odd"]) {
  describeCorpus(folder, () => {
    test("the fix of each message, applied to the letter, takes its violation away and brings no new one", () => {
      const machines = corpusFiles(folder).flatMap(({ name, content }) =>
        readManifests(new TextDecoder().decode(content))
          .filter(({ object }) => groupVersionKindOf(object).kind === "VirtualMachine")
          .map(({ object }) => ({ name, object })),
      );
      const refused = machines.filter(({ object }) => refusals(object).length > 0);
      expect(refused).not.toEqual([]);
      const troubled = refused.flatMap(({ name, object }) => {
        const result = fixed(object);
        return "trouble" in result ? [`${name}: ${result.trouble}`] : [];
      });
      expect(troubled).toEqual([]);
    });
  });
}
