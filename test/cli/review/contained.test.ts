import { expect, test } from "vitest";
import { stringify } from "yaml";
import { readManifests } from "../../../src/cli/review/manifests.ts";
import { runCommand } from "../../support/command.ts";
import { vm, vmWithTemplate } from "../../support/vm.ts";

const [one, two] = [{ kind: "A" }, { kind: "B" }];
const work = "work.open-cluster-management.io/v1";
const plan = (root_module: unknown) => ({ terraform_version: "1.9.0", planned_values: { root_module } });
const resource = (manifest: unknown, type = "kubernetes_manifest") => ({ type, values: { manifest } });

test.for<[situation: string, document: unknown, wanted: readonly unknown[]]>([
  ["a List", { kind: "List", items: [one, two] }, [one, two]],
  ["an empty List", { kind: "List", items: [] }, []],
  ["a list without items is an object", { kind: "List" }, [{ kind: "List" }]],
  [
    "a list of one kind",
    { apiVersion: "a/v1", kind: "AList", items: [{ x: 1 }] },
    [{ apiVersion: "a/v1", kind: "A", x: 1 }],
  ],
  [
    "an AdmissionReview",
    { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request: { object: one } },
    [one],
  ],
  ["one that has nothing", { apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview" }, [undefined]],
  [
    "a ManifestWork",
    { apiVersion: work, kind: "ManifestWork", spec: { workload: { manifests: [one, null, two] } } },
    [one, null, two],
  ],
  [
    "one of somebody else",
    { apiVersion: "a/v1", kind: "ManifestWork" },
    [{ apiVersion: "a/v1", kind: "ManifestWork" }],
  ],
  [
    "a plan of Terraform, modules after what is around them",
    plan({
      resources: [resource(one), resource(two, "aws_instance")],
      child_modules: [
        { resources: [resource(two)], child_modules: [{ resources: [resource(one)] }] },
        { resources: [resource(two)] },
      ],
    }),
    [one, two, one, two],
  ],
  ["a plan of nothing", plan(null), []],
])("%s", ([, document, wanted]) => {
  expect(readManifests(stringify(document)).map(({ object }) => object)).toEqual(wanted);
  expect(readManifests(JSON.stringify(document)).map(({ object }) => object)).toEqual(wanted);
});

test("what is contained is reviewed where it is, and rendered there", async () => {
  const bad = vmWithTemplate({ domain: { resources: { requests: { cpu: "1500m" } } } });
  const manifests = [vm({ spec: { runStrategy: null } }), bad];
  const document = { apiVersion: work, kind: "ManifestWork", spec: { workload: { manifests } } };
  const { code, stdout } = await runCommand(["review", "-"], stringify(document));
  expect(code).toBe(1);
  expect(stdout).toMatch(/^-:6: VirtualMachine shop\/web allowed\n/);
  expect(stdout).toMatch(/ cpu: 1500m\n +\| +\^{5}\n/);
  const good = { ...document, spec: { workload: { manifests: [manifests[0]] } } };
  const rendered = await runCommand(["render", "-"], stringify(good));
  expect(rendered.stdout).toMatch(/^apiVersion: work[^]*\n {10}runStrategy: Always\n$/);
});

test("what says where its objects come from holds none, and is counted as skipped", async () => {
  const source = { repoURL: "https://git.example/vms", path: "shop", helm: { valuesObject: { vm: vm() } } };
  const spec = { generators: [], template: { metadata: { name: "shop" }, spec: { source } } };
  const document = { apiVersion: "argoproj.io/v1alpha1", kind: "ApplicationSet", spec };
  const { code, stdout } = await runCommand(["review", "-"], stringify(document));
  expect(code).toBe(2);
  expect(stdout).toMatch(/^skipped: 1 ApplicationSet\n/);
});
