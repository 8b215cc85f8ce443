import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parseDocument } from "yaml";
import type { Answer } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace } from "./objects.ts";
import { rulesNamed, type Manifest } from "./virtual-machines.ts";
import { startVmgate, type Vmgate } from "./vmgate.ts";

/** What people publish for KubeVirt: machines, instances, sets of both, and files that only look like them. */
const corpus = join(import.meta.dirname, "..", "..", "..", "shared", "corpus");
const folders = ["vms", "vmis", "replicasets", "pools", "odd"];
const missing = !existsSync(corpus);
if (missing) {
  if (process.env["CI"] === "true") throw new Error(`${corpus} does not exist`);
  console.log(`The corpus tests are skipped: ${corpus} does not exist.`);
}
const files = missing ? [] : folders.flatMap(manifestsIn);
const objects = new Map(files.flatMap(read));

const plurals = new Map([
  ["VirtualMachine", "virtualmachines"],
  ["VirtualMachineInstance", "virtualmachineinstances"],
  ["VirtualMachineInstanceReplicaSet", "virtualmachineinstancereplicasets"],
  ["VirtualMachinePool", "virtualmachinepools"],
]);

describeCluster("real manifests", (cluster) => {
  const alone = new Map<string, Answer>();
  const gated = new Map<string, Answer>();
  let vmgate: Vmgate;
  let namespace = "";

  const send = (object: Manifest): Promise<Answer> => {
    const { apiVersion, kind, metadata } = object;
    const plural = plurals.get(String(kind)) ?? "virtualmachines";
    const path = `/apis/${String(apiVersion)}/namespaces/${namespace}/${plural}?dryRun=All`;
    return cluster.request("POST", path, { ...object, metadata: { ...(metadata ?? {}), namespace } });
  };

  /** Of two validating webhooks that refuse, the API server shows one by lot: asks until vmgate's was drawn. */
  const sendGated = async (object: Manifest, before: Answer | undefined): Promise<Answer> => {
    const draws = before?.status === 422 ? 10 : 1;
    let answer = await send(object);
    for (let drawn = 1; drawn < draws && isOthers(verdict(answer)); drawn++) answer = await send(object);
    return answer;
  };

  beforeAll(async () => {
    namespace = await createNamespace(cluster);
    for (const [file, object] of objects) alone.set(file, await send(object));
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
    await expect(lines.join("")).toMatchFileSnapshot("corpus.golden.txt");
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

  test.skipIf(missing)("a machine that is sent again as it was stored stays as it is", async () => {
    const changed: string[] = [];
    for (const [file, { status, body }] of gated) {
      if (status !== 201 || body.kind !== "VirtualMachine") continue;
      const { name, annotations, labels } = body.metadata ?? {};
      const again = await send({ ...body, metadata: { name, annotations, labels } });
      if (JSON.stringify(again.body.spec) !== JSON.stringify(body.spec)) changed.push(file);
    }
    expect(changed).toEqual([]);
  });

  test.skipIf(missing)("what the user wrote in a machine is still there", () => {
    const both = [...gated].filter(([file, { status, body }]) => {
      return status === 201 && alone.get(file)?.status === 201 && body.kind === "VirtualMachine";
    });
    const lost = both.filter(([file, { body }]) => !holds(body.spec, alone.get(file)?.body.spec));
    expect(lost.map(([file]) => file)).toEqual([]);
  });
});

function manifestsIn(folder: string): string[] {
  const names = readdirSync(join(corpus, folder)).filter((name) => name.endsWith(".yaml"));
  return names.map((name) => `${folder}/${name}`);
}

/** A file with its object; nothing when it is not YAML, so that no client could send it. */
function read(file: string): [string, Manifest][] {
  const document = parseDocument(readFileSync(join(corpus, file), "utf8"));
  return document.errors.length > 0 ? [] : [[file, document.toJS() as Manifest]];
}

/** `allowed`, or the rules it breaks, or who else refused it and why; `unreadable` when it was never sent. */
function verdict(answer: Answer | undefined): string {
  if (answer === undefined) return "unreadable";
  if (answer.status === 201) return "allowed";
  const rules = [...new Set(rulesNamed(answer.body.message ?? ""))];
  if (rules.length > 0) return rules.join(", ");
  const message = (answer.body.message ?? answer.text).trim();
  if (!message.includes("denied the request: ")) return `API server: ${message.slice(0, 100)}`;
  const causes = reasons(answer);
  // What is wrong throughout gets ten reasons of its schema check, drawn by lot.
  return causes.length < 10 ? `KubeVirt: ${causes.sort().join("; ")}` : "KubeVirt: ten reasons or more";
}

/** Every reason that a refusal gives. */
function reasons(answer: Answer | undefined): string[] {
  const { message = "", details } = answer?.body ?? {};
  return (
    details?.causes?.map((cause) => cause.message ?? "") ?? [message.replace(/^.*denied the request: /, "")]
  );
}

function isOthers(refusal: string): boolean {
  return refusal.startsWith("KubeVirt: ") || refusal.startsWith("API server: ");
}

/** Whether all of `part` is in `whole`: objects by key, lists by place. What KubeVirt draws by lot is left out. */
function holds(whole: unknown, part: unknown): boolean {
  if (typeof part !== "object" || part === null) return whole === part;
  if (typeof whole !== "object" || whole === null || Array.isArray(part) !== Array.isArray(whole))
    return false;
  const entries = new Map(Object.entries(whole));
  return Object.entries(part).every(([key, value]) => {
    const isDrawn = (key === "uuid" || key === "serial") && typeof entries.get(key) === "string";
    return isDrawn || holds(entries.get(key), value);
  });
}
