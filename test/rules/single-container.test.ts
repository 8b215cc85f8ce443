import { singleContainer } from "../../src/rules/single-container.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWith, vmWithTemplate } from "../support/vm.ts";

const annotation = "hooks.kubevirt.io/hookSidecars";
const path = `spec.template.metadata.annotations[${annotation}]`;
const hooked = (value: unknown) =>
  vm({ spec: { template: { metadata: { annotations: { [annotation]: value } } } } });
const annotated = (name: string, value: unknown) =>
  vm({ spec: { template: { metadata: { annotations: { [name]: value } } } } });
const filesystems = (list: unknown) => vmWithTemplate({ domain: { devices: { filesystems: list } } });

ruleTable(singleContainer, [
  ["the minimal VM", vm()],
  ...["[]", " [ ] ", "null"].map((text): RuleCase => [`${text} asks for no sidecar`, hooked(text)]),
  ...['[{"image": "x"}]', "[{}]", "[null]", '["a","b"]'].map((text): RuleCase => [
    `${text} asks for sidecars`,
    hooked(text),
    `forbidden ${path}`,
  ]),
  ...["", "[", "{}", "[{]", "true", "0", "a sidecar", "[".repeat(100_000)].map((text): RuleCase => [
    `${text.slice(0, 20)} is no JSON list`,
    hooked(text),
    `invalid ${path}`,
  ]),
  ["a list instead of text", hooked([{}]), `invalid ${path}`],
  ["no annotations at all", vm({ spec: { template: { metadata: { annotations: null } } } })],
  ["no metadata in the template", vm({ spec: { template: { metadata: null } } })],
  [
    "the annotation on the VM itself, which reaches no instance",
    vm({ metadata: { annotations: { [annotation]: "[{}]" } } }),
  ],
  [
    "an instance that a preference gave a sidecar",
    vmi({}, { [annotation]: "[{}]" }),
    `forbidden metadata.annotations[${annotation}]`,
  ],
  ...[
    "inject.istio.io/templates",
    "proxy.istio.io/overrides",
    "sidecar.istio.io/proxyImage",
    "sidecar.istio.io/userVolume",
    "sidecar.istio.io/userVolumeMount",
    "evil.istio.io/userVolumes",
  ].map((name): RuleCase => [
    `the mesh's ${name}`,
    annotated(name, "x"),
    `forbidden spec.template.metadata.annotations[${name}]`,
  ]),
  ...[
    "sidecar.istio.io/inject",
    "istio.io/rev",
    "example.com/userVolume",
    "myistio.io/proxyImage",
    "userVolume",
    "sidecar.istio.io/proxyCPU",
    "inject.istio.io/templates/x",
  ].map((name): RuleCase => [`${name} brings no container`, annotated(name, "x")]),
  ["a null annotation of the mesh", vmWith("metadata.annotations", { "inject.istio.io/templates": null })],
  ["annotations of another type", vmWith("metadata.annotations", "inject.istio.io/templates")],
  ["no filesystems", filesystems([])],
  [
    "two filesystems",
    filesystems([{ name: "a", virtiofs: {} }, { name: "b" }]),
    "forbidden spec.template.spec.domain.devices.filesystems[0].virtiofs",
    "forbidden spec.template.spec.domain.devices.filesystems[1]",
  ],
  ["a null filesystem", filesystems([null])],
  ["filesystems of another type", filesystems("virtiofs")],
  [
    "a containerPath volume",
    vmWithTemplate({ volumes: [{ name: "root", containerPath: { path: "/data" } }] }),
    "forbidden spec.template.spec.volumes[0].containerPath",
  ],
  ["a null containerPath", vmWithTemplate({ volumes: [{ name: "root", containerPath: null }] })],
  ["no template", vm({ spec: { template: null } })],
]);
