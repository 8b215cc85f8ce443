import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPatch } from "diff";
import { afterAll, expect, test } from "vitest";
import { createEngine } from "../../../src/admission/engine.ts";
import { fixText } from "../../../src/cli/fix/fix-text.ts";
import { reviewManifest, type ObjectOptions } from "../../../src/cli/review/review-object.ts";
import { readManifests } from "../../../src/cli/review/manifests.ts";
import type { Result } from "../../../src/cli/review/report.ts";
import { defaultPolicy } from "../../../src/policy/policy.ts";
import { runCommand } from "../../support/command.ts";
import { corpusFiles, describeCorpus } from "../../support/corpus.ts";
import { today } from "../../support/review.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-fix-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const fixed = (text: string) => runCommand(["fix", "-"], text);

/** A VM of which everything passes but for what `domain` and `spec` bring, in lines of the same indentation. */
const machine = (domain: string, spec = "  runStrategy: Always") => `# the shop
apiVersion: kubevirt.io/v1 # of KubeVirt
kind: VirtualMachine
metadata: {name: web, namespace: shop}
spec:
${spec}
  template:
    spec:
      domain:
        memory: { guest: 2Gi } # enough
        devices:
          disks:
          - name: root # boots
            bootOrder: 1
            disk: {bus: virtio}
          interfaces:
          - {name: default, masquerade: {}}
${domain}
      networks:
      - {name: default, pod: {}}
      volumes:
      - name: root
        persistentVolumeClaim: {claimName: 'web-root'}
`;

test("a field of two that may not be set both goes away, with its line", async () => {
  const both = "  running: false # old\n  # how it runs\n  runStrategy: Halted";
  const { code, stdout, stderr } = await fixed(machine("        cpu: {cores: 1}", both));
  expect(stdout).toBe(machine("        cpu: {cores: 1}", "  # how it runs\n  runStrategy: Halted"));
  expect(stderr).toBe(
    "-: VirtualMachine shop/web: fixed: spec.running: set together with runStrategy; remove running [run-strategy]\n1 fixed, 0 left\n",
  );
  expect(code).toBe(0);
});

const wrong = `        firmware: {bootloader: {efi: {secureBoot: true}}} # boots
        resources: {requests: {cpu: 1500m}, limits: {cpu: "1500m"}}
        clock: {timezone: europe/paris}
        cpu: {Sockets: 1}
        ioThreads: {supplementalPoolThreadCount: '2'}`;
const right = `        firmware: {bootloader: {efi: {secureBoot: false}}} # boots
        resources: {requests: {cpu: "2"}, limits: {cpu: "2"}}
        clock: {timezone: Europe/Paris}
        cpu: {sockets: 1}
        ioThreads: {supplementalPoolThreadCount: 2}`;

test("everything that has one right answer is fixed, and nothing else changes", async () => {
  const { code, stdout, stderr } = await fixed(machine(wrong, "  running: true # always"));
  expect(stdout, stderr).toBe(machine(right, "  runStrategy: Always # always"));
  expect(code).toBe(0);
});

test("lines that end with CR LF, and the byte order mark, stay", async () => {
  const marked = (text: string) => `\uFEFF${machine(text)}`.replaceAll("\n", "\r\n");
  const file = join(folder, "marked.yaml");
  writeFileSync(file, marked(wrong));
  expect((await runCommand(["fix", file])).code).toBe(0);
  expect(readFileSync(file, "utf8")).toBe(marked(right));
});

test("UTF-16 stays UTF-16", async () => {
  const file = join(folder, "utf-16.yaml");
  for (const swap of [(bytes: Buffer) => bytes, (bytes: Buffer) => bytes.swap16()]) {
    const encoded = (text: string) => swap(Buffer.from(`\uFEFF${machine(text)}`, "utf16le"));
    writeFileSync(file, encoded(wrong));
    await runCommand(["fix", file]);
    expect(readFileSync(file)).toEqual(encoded(right));
  }
});

test("JSON stays JSON, as it is laid out", async () => {
  const text = (spec: string, cores: string) =>
    `{"apiVersion": "v1", "kind": "List", "items": [{"apiVersion": "kubevirt.io/v1", "kind": "VirtualMachine",
  "metadata": {"name": "web"},
  "spec": {
    ${spec},
    "template": {"spec": {"domain": {
      "memory": {"guest": "2Gi"},
      "resources": {"requests": {"cpu": ${cores}}},
      "devices": {"disks": [{"name": "root", "disk": {"bus": "virtio"}}]}},
      "volumes": [{"name": "root", "persistentVolumeClaim": {"claimName": "web-root"}}]}}
  }
}]}
`;
  const { stdout } = await fixed(text('"running": false,\n    "runStrategy": "Always"', '"1500m"'));
  expect(stdout).toBe(text('"runStrategy": "Always"', '"2"'));
});

test("what another object shares is not touched, and is left", async () => {
  const shared = (text: string) => text.replace("{efi:", "&boots {efi:");
  const first = shared(machine("        firmware: {bootloader: {efi: {secureBoot: true}}}"));
  const list = `apiVersion: v1\nkind: List\nitems:\n- ${first.replace("# the shop\n", "").replaceAll("\n", "\n  ").trimEnd()}\n- {kind: Other, uses: *boots}\n`;
  const { code, stdout, stderr } = await fixed(list);
  expect(stdout).toBe(list);
  expect(stderr).toContain("left: spec.template.spec.domain.firmware.bootloader.efi.secureBoot");
  expect(code).toBe(1);
});

test("--dry-run prints the difference, and changes nothing; what has no right answer is left", async () => {
  const before = machine("        firmware: {bootloader: {efi: {secureBoot: true}}}", "  runStrategy: Once");
  const file = join(folder, "dry.yaml");
  writeFileSync(file, before);
  const { code, stdout, stderr } = await runCommand(["fix", "--dry-run", file]);
  expect(readFileSync(file, "utf8")).toBe(before);
  expect(applyPatch(before, stdout)).toBe(
    machine("        firmware: {bootloader: {efi: {secureBoot: false}}}", "  runStrategy: Once"),
  );
  expect(stderr).toContain("VirtualMachine shop/web: left: spec.runStrategy: Unsupported value");
  expect(stderr).toContain("1 fixed, 1 left\n");
  expect(code).toBe(1);
});

test("what cannot be read, and nothing to fix, is wrong use", async () => {
  expect(await runCommand(["fix", join(folder, "none.yaml")])).toMatchObject({ code: 2, stdout: "" });
  expect(await fixed("a: [")).toMatchObject({ code: 2, stdout: "a: [" });
  expect(await fixed("kind: ConfigMap\napiVersion: v1\n")).toMatchObject({ code: 2 });
});

const options: ObjectOptions = {
  engine: createEngine(defaultPolicy),
  namespace: "default",
  old: new Map(),
  now: today,
  fields: "strict",
};

const count = (results: readonly Result[]) => results.reduce((sum, { problems }) => sum + problems.length, 0);

/** Counts how often each rule is broken. */
const broken = (results: readonly Result[], by: number, counts: Map<string, number>) => {
  for (const { rule, level } of results.flatMap(({ problems }) => problems))
    counts.set(`${level} ${rule}`, (counts.get(`${level} ${rule}`) ?? 0) + by);
};

for (const name of ["vms", "vmis", "pools", "replicasets", "odd"]) {
  describeCorpus(name, () => {
    test("every fix removes its violation and brings none; fixing twice is fixing once", () => {
      let total = 0;
      for (const file of corpusFiles(name)) {
        const text = new TextDecoder().decode(file.content);
        const before = readManifests(text).map(
          (manifest) => reviewManifest(file.name, manifest, false, options).result,
        );
        const { fixed: mended, results, text: after } = fixText(file.name, text, options);
        total += mended.length;
        if (mended.length === 0) expect(after).toBe(text);
        expect(count(results), file.name).toBeLessThanOrEqual(count(before) - mended.length);
        const counts = new Map<string, number>();
        broken(before, -1, counts);
        broken(results, 1, counts);
        expect(
          [...counts].filter(([, more]) => more > 0),
          file.name,
        ).toEqual([]);
        const again = fixText(file.name, after, options);
        expect({ fixed: again.fixed, text: again.text }, file.name).toEqual({ fixed: [], text: after });
      }
      if (name === "vms") expect(total).toBeGreaterThan(100);
    });
  });
}
