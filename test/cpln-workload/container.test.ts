import { titleOf, withContainer, workload, workloadTable, type WorkloadCase } from "../support/workload.ts";

const at = "spec.containers[0]";
const entry = { name: "web", cpu: "2", memory: "2Gi" };

function onEach(values: readonly unknown[], field: string, ...findings: readonly string[]): WorkloadCase[] {
  return values.map((value) => [
    `${field} ${titleOf(value)}`,
    withContainer({ [field]: value }),
    ...findings,
  ]);
}

const withVariable = (variable: unknown) => withContainer({ env: [variable] });

workloadTable([
  [
    "an unknown key",
    withContainer({ Memory: "2Gi", replicas: 2, readinessProbe: { tcpSocket: { port: 80 }, period: 5 } }),
    "advice workload-shape forbidden spec.containers[0].Memory",
    "advice workload-shape forbidden spec.containers[0].replicas",
    "advice workload-shape forbidden spec.containers[0].readinessProbe.period",
  ],
  ["the minimal workload", workload()],
  ["no containers", workload({ spec: { containers: null } }), "single-container required spec.containers"],
  ["an empty list", workload({ spec: { containers: [] } }), "single-container invalid spec.containers"],
  [
    "containers of another type",
    workload({ spec: { containers: entry } }),
    "single-container invalid spec.containers",
  ],
  [
    "two entries",
    workload({ spec: { containers: [entry, entry] } }),
    "single-container tooMany spec.containers",
  ],

  ...onEach(["a1", "web-1", "a".repeat(63), "cpln", "istio"], "name"),
  ...onEach(
    ["a", "1web", "-web", "web-", "Web", "web_1", "", 5, {}],
    "name",
    `workload-container invalid ${at}.name`,
  ),
  ...onEach(["a".repeat(64)], "name", `workload-container tooLong ${at}.name`),
  ...onEach(
    ["cpln-web", "cpln-", "istio-proxy", "queue-proxy", "istio-validation"],
    "name",
    `workload-container forbidden ${at}.name`,
  ),
  ...onEach([undefined, null], "name", `workload-container required ${at}.name`),

  ...onEach(["1", "2000m", "2.0", "1e1", 2, "10000000000000000000"], "cpu"),
  ...onEach(
    ["500m", "1500m", "1.5", "0", "-1", "two", "", true, {}, []],
    "cpu",
    `whole-core-cpu invalid ${at}.cpu`,
  ),
  ...onEach([undefined, null], "cpu", `whole-core-cpu required ${at}.cpu`),
  ["20 characters of cpu", withContainer({ cpu: "1".padEnd(20, "0") })],
  ["21 characters of cpu", withContainer({ cpu: "1".padEnd(21, "0") }), `whole-core-cpu tooLong ${at}.cpu`],

  ...onEach(["2Gi", "512Mi", "1e9", 1073741824], "memory"),
  ...onEach(["0", "-2Gi", "2 GiB", "", true, {}], "memory", `guest-memory invalid ${at}.memory`),
  ...onEach([undefined, null], "memory", `guest-memory required ${at}.memory`),
  ...onEach(["1".padEnd(21, "0")], "memory", `guest-memory tooLong ${at}.memory`),
  ...onEach(["512m"], "memory", `advice guest-memory invalid ${at}.memory`),

  ...onEach(["quay.io/containerdisks/fedora", "", {}], "image", `no-image forbidden ${at}.image`),
  ...["command", "args", "workingDir", "lifecycle", "port", "minCpu", "minMemory", "gpu"].flatMap((field) => [
    ...onEach([["s3cret"], "s3cret", 0, {}], field, `workload-shape forbidden ${at}.${field}`),
    ...onEach([null, undefined], field),
  ]),

  ["a variable", withVariable({ name: "MODE", value: "s3cret" })],
  ["a variable without a value", withVariable({ name: "MODE" })],
  ...["k_service", "K_SERVICE", "K_Configuration", "k_revision"].map((name): WorkloadCase => [
    `the variable ${name}`,
    withVariable({ name, value: "s3cret" }),
    `workload-container forbidden ${at}.env[0].name`,
  ]),
  [
    "a variable without a name",
    withVariable({ value: "s3cret" }),
    `workload-container required ${at}.env[0].name`,
  ],
  ["a null variable", withVariable(null), `workload-container required ${at}.env[0].name`],
  ["a name of another type", withVariable({ name: 5 }), `workload-container invalid ${at}.env[0].name`],
  ["4096 bytes", withVariable({ name: "A", value: "x".repeat(4096) })],
  [
    "4097 bytes",
    withVariable({ name: "A", value: "x".repeat(4097) }),
    `workload-container tooLong ${at}.env[0].value`,
  ],
  [
    "4098 bytes of two each",
    withVariable({ name: "A", value: "é".repeat(2049) }),
    `workload-container tooLong ${at}.env[0].value`,
  ],
  [
    "a value of another type",
    withVariable({ name: "A", value: ["s3cret"] }),
    `workload-container invalid ${at}.env[0].value`,
  ],
  ...onEach(["MODE=s3cret", { MODE: "s3cret" }], "env", `workload-container invalid ${at}.env`),
  ...onEach([[], null], "env"),
  ["a null entry is one", workload({ spec: { containers: [null] } })],
]);
