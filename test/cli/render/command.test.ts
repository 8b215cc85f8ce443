import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyPatch } from "diff";
import { afterAll, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { diffText } from "../../../src/cli/render/diff-text.ts";
import { renderText } from "../../../src/cli/render/render-text.ts";
import { readManifests } from "../../../src/cli/review/manifests.ts";
import { coloured, plain } from "../../../src/cli/style.ts";
import { createEngine } from "../../../src/admission/engine.ts";
import { defaultPolicy } from "../../../src/policy/policy.ts";
import { runCommand } from "../../support/command.ts";
import { corpusFiles, describeCorpus } from "../../support/corpus.ts";
import { admit, create, request, today } from "../../support/review.ts";
import { vm, vmWithTemplate } from "../../support/vm.ts";

const folder = mkdtempSync(join(tmpdir(), "vmgate-render-"));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const render = (text: string, ...flags: string[]) => runCommand(["render", "-", ...flags], text);

const withoutDefaults = `# the shop
apiVersion: kubevirt.io/v1 # of KubeVirt
kind: VirtualMachine
metadata: {name: web, namespace: shop}
spec:
  runStrategy: Always

  # where it runs
  template:
    spec:
      domain:
        memory: { guest: 2Gi } # enough
        resources: {requests: {cpu: "2"}}
        devices:
          disks:
          - name: root # boots
            disk: {}
          interfaces:
          - {name: default, masquerade: {}}
      networks:
      - {name: default, pod: {}}
      volumes:
      - name: root
        persistentVolumeClaim: {claimName: 'web-root'}
`;

test("comments, order, quotes and layout stay, and what is filled in is added", async () => {
  const { code, stdout, stderr } = await render(withoutDefaults);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  for (const line of withoutDefaults
    .trimEnd()
    .split("\n")
    .filter((text) => !/[{]name|disk: \{\}|guest: 2Gi|requests|claimName/.test(text)))
    expect(stdout.split("\n")).toContain(line);
  expect(stdout).toContain("memory: { guest: 2Gi } # enough\n");
  expect(stdout).toContain("          - name: root # boots\n            disk:\n              bus: virtio\n");
  expect(stdout).toContain("claimName: 'web-root'");
  expect(parse(stdout)).toEqual(create(parse(withoutDefaults)).object);
});

test("a number is printed as it is written", async () => {
  const { stdout } = await render(
    withoutDefaults.replace("disk: {}", "bootOrder: 0x1 # 1e0\n            disk: {}"),
  );
  expect(stdout).toContain("bootOrder: 0x1 # 1e0\n");
});

test("what is rendered is rendered as it is", async () => {
  const { stdout } = await render(withoutDefaults);
  expect((await render(stdout)).stdout).toBe(stdout);
  expect((await render(stdout, "--diff")).stdout).toBe("");
});

test("a file of which nothing is stored otherwise stays byte for byte", async () => {
  const text = `#  odd\nkind:   ConfigMap\n---\n\n${stringify(vm()).replaceAll("\n", "\r\n")}`;
  expect((await render(text)).stdout).toBe(text);
});

test("other documents, lists and JSON", async () => {
  const list = {
    apiVersion: "v1",
    kind: "List",
    items: [vm({ spec: { runStrategy: null } }), { kind: "Service" }],
  };
  const documents = `kind: ConfigMap # first\n---\n${stringify(list)}---\n# last\n`;
  const { stdout } = await render(documents);
  expect(stdout).toMatch(
    /^kind: ConfigMap # first\n---\n[^]*runStrategy: Always\n[^]*kind: Service\n---\n *# last\n$/,
  );
  const json = JSON.stringify(vm({ spec: { runStrategy: null } }), null, "\t");
  const ran = await render(`${json}\n`);
  expect(JSON.parse(ran.stdout)).toEqual(create(JSON.parse(json)).object);
  expect(ran.stdout).toContain('\n\t"spec": {\n\t\t');
});

test("objects that share a part are each what is stored, and the one that lost its comments is named", async () => {
  const spec = JSON.stringify((vmWithTemplate({ domain: { clock: null } }) as Shop).spec.template.spec);
  const head = "apiVersion: kubevirt.io/v1\n  kind: VirtualMachine\n  metadata: {namespace: shop, name:";
  const list = `apiVersion: v1
kind: List
items:
- ${head} one}
  spec: # lost
    runStrategy: Always
    template: &shared
      spec: ${spec}
- ${head} two}
  spec: # lost
    runStrategy: Always
    template: *shared
- kind: Service
  spec:
    template: *shared
`;
  const { code, stdout, stderr } = await render(list);
  expect(code).toBe(0);
  const [one, two, service] = readManifests(list).map(({ object }) => object);
  expect(readManifests(stdout).map(({ object }) => object)).toEqual([
    admit(request(one, { name: "one" })).object,
    admit(request(two, { name: "two" })).object,
    service,
  ]);
  const lost = "comments are lost, since it has anchors or merge keys\n";
  const names = ["4: VirtualMachine shop/one", "11: VirtualMachine shop/two", "17: Service default/"];
  expect(stderr).toBe(names.map((name) => `-:${name}: ${lost}`).join(""));
});

interface Shop {
  readonly spec: { readonly template: { readonly spec: object } };
}

test("--diff applies to the file, and --patch has each object's", async () => {
  const { stdout } = await render(withoutDefaults, "--diff");
  expect(applyPatch(withoutDefaults, stdout)).toBe((await render(withoutDefaults)).stdout);
  expect(stdout).toMatch(/^--- -\n\+\+\+ -\n@@ /);
  const { stdout: patches } = await render(`kind: Service\n---\n${withoutDefaults}`, "--patch");
  const { patch } = create(parse(withoutDefaults));
  expect(JSON.parse(patches)).toEqual([
    { apiVersion: "kubevirt.io/v1", kind: "VirtualMachine", namespace: "shop", name: "web", patch },
  ]);
});

test("a difference has colours on a terminal, and no more lines than can be compared", () => {
  expect(diffText("a", "x\ny\n", "x\nz\u001b\n", coloured)).toContain(
    "\u001b[31m-y\u001b[39m\n\u001b[32m+z\\u001b\u001b[39m",
  );
  const lines = (word: string): string => Array.from({ length: 6000 }, (_, i) => `${word}${i}\n`).join("");
  expect(diffText("a", lines("x"), lines("y"), plain)).toBe("a: over 5000 lines differ\n");
});

test.for<[situation: string, text: string, code: number, complaint: RegExp]>([
  [
    "an object that is refused",
    stringify(vmWithTemplate({ domain: { resources: { requests: { cpu: "1500m" } } } })),
    1,
    /^-:\d+:18: spec\..* \[whole-core-cpu\]\n$/,
  ],
  ["a field that there is not", stringify(vm({ spec: { quux: 1 } })), 1, /\[unknown-field\]\n$/],
  ["what is no YAML", "a: [", 2, /^-:1:\d+: .* \[unreadable\]\n$/],
])("of %s nothing is printed but why", async ([, text, wanted, complaint]) => {
  const { code, stdout, stderr } = await render(`${withoutDefaults}---\n${text}`);
  expect({ code, stdout }).toEqual({ code: wanted, stdout: "" });
  expect(stderr.replaceAll(/^-:\d+/gm, "-:1").replace(/^-:1:(\d+): spec/, "-:1:$1: spec")).toMatch(
    new RegExp(complaint.source.replace("-:\\d+:18", "-:1:18")),
  );
});

test("a file that is not there is wrong use", async () => {
  expect(await runCommand(["render", join(folder, "no.yaml")])).toEqual({
    code: 2,
    stdout: "",
    stderr: `${join(folder, "no.yaml")}: cannot be read (no such file)\n`,
  });
  writeFileSync(join(folder, "a.yaml"), withoutDefaults);
  const { stdout } = await runCommand(["render", join(folder, "a.yaml")]);
  expect(stdout).toBe((await render(withoutDefaults)).stdout);
  expect(readFileSync(join(folder, "a.yaml"), "utf8")).toBe(withoutDefaults);
});

describeCorpus("vms", () => {
  test("every file holds what is stored, keeps its comments, and is rendered once", () => {
    const options = {
      engine: createEngine({ ...defaultPolicy, rules: { "*": "off" } }),
      namespace: "default",
      old: new Map<string, unknown>(),
      now: today,
      fields: "ignore" as const,
      ignore: { exclude: [], useGitignore: false },
      readStdin: () => Promise.resolve(new Uint8Array()),
    };
    let changed = 0;
    for (const { name, content } of corpusFiles("vms")) {
      const text = new TextDecoder().decode(content);
      const file = renderText({ file: name, text }, options);
      if (file.results.some(({ verdict }) => verdict !== "allowed" && verdict !== "skipped")) continue;
      const again = renderText({ file: name, text: file.text }, options);
      expect([name, again.text]).toEqual([name, file.text]);
      expect(again.results.flatMap(({ patch }) => patch)).toEqual([]);
      if (file.text !== text) changed++;
      if (file.rewritten.length === 0)
        expect(commentsIn(file.text), name).toEqual(expect.arrayContaining([...commentsIn(text)]));
    }
    expect(changed).toBeGreaterThan(10);
  });
});

/** Comments on lines of their own; those in user data are no comments of the file, and are there as well. */
function commentsIn(text: string): readonly string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /^#\s*\w/.test(line))
    .sort();
}
