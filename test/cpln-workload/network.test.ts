import { withContainer, withVm, workloadTable, type WorkloadCase } from "../support/workload.ts";

const at = "spec.containers[0]";
const withPort = (number: unknown) => withContainer({ ports: [{ number, protocol: "tcp" }] });
const withProbe = (probe: unknown) => withContainer({ readinessProbe: probe });
const tcpSocket = { port: 80 };

workloadTable([
  ["no ports", withContainer({ ports: undefined })],
  ["a null list", withContainer({ ports: null })],
  ["an empty list", withContainer({ ports: [] })],
  ["a list of another type", withContainer({ ports: { number: 80 } }), `interface-ports invalid ${at}.ports`],
  ...[80, 8013, 65535].map((number): WorkloadCase => [`port ${number}`, withPort(number)]),
  ...[79, 0, -1, 65536, 80.5, "80", {}].map((number): WorkloadCase => [
    `port ${JSON.stringify(number)}`,
    withPort(number),
    `interface-ports invalid ${at}.ports[0].number`,
  ]),
  ...[22, 8012, 8022, 9090, 9091, 15000, 15001, 15006, 15020, 15021, 15090, 41000].map(
    (number): WorkloadCase => [
      `port ${number}`,
      withPort(number),
      `interface-ports forbidden ${at}.ports[0].number`,
    ],
  ),
  ["a null port", withPort(null), `interface-ports required ${at}.ports[0].number`],
  ["a null entry", withContainer({ ports: [null] }), `interface-ports required ${at}.ports[0].number`],
  ...["http", "http2", "grpc", "tcp", undefined, null].map((protocol): WorkloadCase => [
    `protocol ${String(protocol)}`,
    withContainer({ ports: [{ number: 80, protocol }] }),
  ]),
  ...["TCP", "udp", "", 6, {}].map((protocol): WorkloadCase => [
    `protocol ${JSON.stringify(protocol)}`,
    withContainer({ ports: [{ number: 80, protocol }] }),
    `interface-ports notSupported ${at}.ports[0].protocol`,
  ]),

  ["metrics", withContainer({ metrics: { port: 9100, path: "/metrics", dropMetrics: ["go_.*"] } })],
  ["metrics without a path", withContainer({ metrics: { port: 9100 } })],
  [
    "metrics without a port",
    withContainer({ metrics: { path: "/" } }),
    `workload-container required ${at}.metrics.port`,
  ],
  [
    "metrics on 9090",
    withContainer({ metrics: { port: 9090 } }),
    `workload-container forbidden ${at}.metrics.port`,
  ],
  [
    "metrics on 79",
    withContainer({ metrics: { port: 79 } }),
    `workload-container invalid ${at}.metrics.port`,
  ],
  ["a path of 128", withContainer({ metrics: { port: 9100, path: "/".padEnd(128, "a") } })],
  [
    "a path of 129",
    withContainer({ metrics: { port: 9100, path: "/".padEnd(129, "a") } }),
    `workload-container tooLong ${at}.metrics.path`,
  ],
  [
    "a path without a slash",
    withContainer({ metrics: { port: 9100, path: "metrics" } }),
    `workload-container invalid ${at}.metrics.path`,
  ],
  [
    "dropped metrics of another type",
    withContainer({ metrics: { port: 9100, dropMetrics: "go" } }),
    `workload-container invalid ${at}.metrics.dropMetrics`,
  ],
  [
    "a dropped metric of another type",
    withContainer({ metrics: { port: 9100, dropMetrics: [5] } }),
    `workload-container invalid ${at}.metrics.dropMetrics[0]`,
  ],
  ["null metrics", withContainer({ metrics: null })],

  ["a tcpSocket probe", withProbe({ tcpSocket })],
  ["an httpGet probe", withProbe({ httpGet: { port: 80, path: "/", scheme: "HTTPS" } })],
  [
    "a liveness probe",
    withContainer({ livenessProbe: { exec: { command: ["s3cret"] } } }),
    `probe-type forbidden ${at}.livenessProbe.exec`,
  ],
  ["grpc", withProbe({ grpc: { port: 80 } }), `probe-type forbidden ${at}.readinessProbe.grpc`],
  [
    "exec beside tcpSocket",
    withProbe({ exec: {}, tcpSocket }),
    `probe-type forbidden ${at}.readinessProbe.exec`,
  ],
  ["both", withProbe({ tcpSocket, httpGet: { port: 80 } }), `probe-type forbidden ${at}.readinessProbe`],
  ["neither", withProbe({ periodSeconds: 5 }), `probe-type required ${at}.readinessProbe.tcpSocket`],
  ["a null probe", withProbe(null)],
  ["a probe of another type", withProbe("tcp"), `probe-type required ${at}.readinessProbe.tcpSocket`],
  [
    "a probe without a port",
    withProbe({ tcpSocket: {} }),
    `workload-container required ${at}.readinessProbe.tcpSocket.port`,
  ],
  ["a probe of port 22", withProbe({ tcpSocket: { port: 22 } })],
  ...["tcpSocket", "httpGet"].map((type): WorkloadCase => [
    `a probe of a port that is not listed, with ${type}`,
    withProbe({ [type]: { port: 8080 } }),
    `advice probe-type invalid ${at}.readinessProbe.${type}.port`,
  ]),
  [
    "a probe where no port is listed",
    withContainer({ ports: [], livenessProbe: { tcpSocket: { port: 8080 } } }),
  ],
  [
    "a port listed twice",
    withContainer({ ports: [{ number: 80 }, { number: 81 }, { number: 80, protocol: "tcp" }, null] }),
    `advice interface-ports duplicate ${at}.ports[2].number`,
    `interface-ports required ${at}.ports[3].number`,
  ],
  ...[0, 65536, "80", {}].map((port): WorkloadCase => [
    `a probe of port ${JSON.stringify(port)}`,
    withProbe({ httpGet: { port } }),
    `workload-container invalid ${at}.readinessProbe.httpGet.port`,
  ]),
  ["a probe's path of 256", withProbe({ httpGet: { port: 80, path: "/".padEnd(256, "a") } })],
  [
    "a probe's path of 257",
    withProbe({ httpGet: { port: 80, path: "/".padEnd(257, "a") } }),
    `workload-container tooLong ${at}.readinessProbe.httpGet.path`,
  ],
  [
    "scheme http",
    withProbe({ httpGet: { port: 80, scheme: "http" } }),
    `workload-container notSupported ${at}.readinessProbe.httpGet.scheme`,
  ],
  ...(
    [
      ["initialDelaySeconds", 0, 600],
      ["periodSeconds", 1, 600],
      ["timeoutSeconds", 1, 600],
      ["successThreshold", 1, 20],
      ["failureThreshold", 1, 20],
    ] as const
  ).flatMap(([name, min, max]): WorkloadCase[] => [
    ...[min, max, null].map((value): WorkloadCase => [
      `${name} ${String(value)}`,
      withProbe({ tcpSocket, [name]: value }),
    ]),
    ...[min - 1, max + 1, 1.5, "1", {}].map((value): WorkloadCase => [
      `${name} ${JSON.stringify(value)}`,
      withProbe({ tcpSocket, [name]: value }),
      `workload-container invalid ${at}.readinessProbe.${name}`,
    ]),
  ]),

  ["no networks", withVm({ networks: null })],
  ["an empty list of networks", withVm({ networks: [] })],
  ["a network's name of 15", withVm({ networks: [{ name: "n".repeat(15) }] })],
  [
    "a network's name of 16",
    withVm({ networks: [{ name: "n".repeat(16) }] }),
    "single-network tooLong spec.vm.networks[0].name",
  ],
  [
    "a network's name in capitals",
    withVm({ networks: [{ name: "LAN" }] }),
    "single-network invalid spec.vm.networks[0].name",
  ],
  [
    "a network without a name",
    withVm({ networks: [{}] }),
    "single-network required spec.vm.networks[0].name",
  ],
  [
    "two networks",
    withVm({ networks: [{ name: "a" }, { name: "b" }] }),
    "single-network tooMany spec.vm.networks",
  ],
  [
    "a bridge",
    withVm({ networks: [{ name: "a", bridge: {} }] }),
    "single-network forbidden spec.vm.networks[0].bridge",
  ],
  ["masquerade in words", withVm({ networks: [{ name: "a", masquerade: {} }] })],
  [
    "networks of another type",
    withVm({ networks: { name: "a" } }),
    "single-network invalid spec.vm.networks",
  ],
]);
