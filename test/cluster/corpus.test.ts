import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { askedVersions } from "./cache.ts";
import type { Answer } from "./client.ts";
import { files, holds, isOthers, missing, objects, reasons, send, verdict } from "./corpus.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace } from "./objects.ts";
import type { Manifest } from "./virtual-machines.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

/** Whether a line of the list is a refusal by vmgate. */
function isOurs(line: string): boolean {
  const [, found = ""] = line.trimEnd().split(/: (.*)/);
  return !isOthers(found) && found !== "allowed" && found !== "unreadable";
}

describeCluster("real manifests", (cluster) => {
  const alone = new Map<string, Answer>();
  const gated = new Map<string, Answer>();
  let vmgate: Vmgate;
  let namespace = "";

  /** Of two validating webhooks that refuse, the API server shows one by lot: asks until vmgate's was drawn. */
  const sendGated = async (object: Manifest, before: Answer | undefined): Promise<Answer> => {
    const draws = before?.status === 422 ? 10 : 1;
    let answer = await send(cluster, namespace, object);
    for (let drawn = 1; drawn < draws && isOthers(verdict(answer)); drawn++)
      answer = await send(cluster, namespace, object);
    return answer;
  };

  beforeAll(async () => {
    namespace = await createNamespace(cluster);
    for (const [file, object] of objects) alone.set(file, await send(cluster, namespace, object));
    vmgate = await startVmgate(cluster);
    await vmgate.register();
    for (const [file, object] of objects) gated.set(file, await sendGated(object, alone.get(file)));
  });
  afterAll(async () => {
    await vmgate.unregister();
    await vmgate.stop();
  });

  test.skipIf(missing)("every verdict is as listed in corpus.golden.txt", async () => {
    const lines = files.map((file) => `${file}: ${verdict(gated.get(file))}\n`);
    if (askedVersions === undefined) {
      await expect(lines.join("")).toMatchFileSnapshot("corpus.golden.txt");
      return;
    }
    // Other versions of KubeVirt and Kubernetes refuse other things; vmgate does not.
    const listed = readFileSync(join(import.meta.dirname, "corpus.golden.txt"), "utf8");
    expect(lines.filter(isOurs)).toEqual(listed.split(/^/m).filter(isOurs));
  });

  test.skipIf(missing)("none ends in an error of ours or a timeout", () => {
    const failed = [...gated].filter(([, { status }]) => status >= 500);
    expect(failed.map(([file]) => file)).toEqual([]);
  });

  test.skipIf(missing)(
    "what vmgate admits and KubeVirt refuses, KubeVirt refuses for what the user wrote",
    () => {
      const brought = files.filter((file) => {
        const answer = gated.get(file);
        // KubeVirt's mutating webhooks are asked before ours: they see what the user wrote.
        if (!isOthers(verdict(answer)) || answer?.body.message?.includes("-mutator.kubevirt.io"))
          return false;
        const before = reasons(alone.get(file));
        return !reasons(answer).every((reason) => before.includes(reason));
      });
      expect(brought).toEqual([]);
    },
  );

  test.skipIf(missing)("a VM that is sent again as it was stored stays as it is", async () => {
    const changed: string[] = [];
    for (const [file, { status, body }] of gated) {
      if (status !== 201 || body.kind !== "VirtualMachine") continue;
      const { name, generateName, annotations, labels } = body.metadata ?? {};
      // Under the name that was generated it would be another VM, with a record of its own.
      const named = generateName === undefined ? { name } : { generateName };
      const again = await send(cluster, namespace, { ...body, metadata: { ...named, annotations, labels } });
      if (JSON.stringify(again.body.spec) !== JSON.stringify(body.spec)) changed.push(file);
    }
    expect(changed).toEqual([]);
  });

  test.skipIf(missing)("what the user wrote in a VM is still there", () => {
    const both = [...gated].filter(([file, { status, body }]) => {
      return status === 201 && alone.get(file)?.status === 201 && body.kind === "VirtualMachine";
    });
    const lost = both.filter(([file, { body }]) => !holds(body.spec, alone.get(file)?.body.spec));
    expect(lost.map(([file]) => file)).toEqual([]);
  });
});
