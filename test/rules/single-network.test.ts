import { singleNetwork } from "../../src/rules/single-network.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmi, vmWithTemplate } from "../support/vm.ts";

const networks = "spec.template.spec.networks";
const interfaces = "spec.template.spec.domain.devices.interfaces";
const autoattach = "spec.template.spec.domain.devices.autoattachPodInterface";

const withNetworks = (list: unknown, nics: unknown, devices = {}) =>
  vmWithTemplate({ networks: list, domain: { devices: { interfaces: nics, ...devices } } });
const named = (name: unknown) => withNetworks([{ name, pod: {} }], [{ name, masquerade: {} }]);
const bound = (binding: Readonly<Record<string, unknown>>) =>
  withNetworks([{ name: "default", pod: {} }], [{ name: "default", ...binding }]);
const fed = (source: Readonly<Record<string, unknown>>) =>
  withNetworks([{ name: "default", ...source }], [{ name: "default", masquerade: {} }]);

const pod = { name: "default", pod: {} };
const nic = { name: "default", masquerade: {} };
const lab = { name: "lab", multus: { networkName: "lab" } };
const labNic = { name: "lab", bridge: {} };

const kinds: readonly RuleCase[] = [
  ...["bridge", "sriov", "slirp", "macvtap", "passt", "passtBinding", "binding"].map((binding): RuleCase => [
    `the binding ${binding}`,
    bound({ [binding]: {} }),
    `forbidden ${interfaces}[0].${binding}`,
  ]),
  ["a binding beside masquerade", bound({ masquerade: {}, bridge: {} }), `forbidden ${interfaces}[0].bridge`],
  ["no binding", bound({}), `required ${interfaces}[0].masquerade`],
  ["a null binding", bound({ masquerade: null }), `required ${interfaces}[0].masquerade`],
  ["a pod network with a range of its own", fed({ pod: { vmNetworkCIDR: "10.10.0.0/24" } })],
  ["a multus network", fed({ multus: { networkName: "lab" } }), `forbidden ${networks}[0].multus`],
  ["a network by resource claim", fed({ resourceClaim: {} }), `forbidden ${networks}[0].resourceClaim`],
  ["a network of no kind", fed({}), `required ${networks}[0].pod`],
  ["a null pod", fed({ pod: null }), `required ${networks}[0].pod`],
];

const names: readonly RuleCase[] = [
  ...["default", "a", "net-1", "a".repeat(15), "0"].map((name): RuleCase => [
    `the name ${name}`,
    named(name),
  ]),
  ["a name of 16 characters", named("a".repeat(16)), `tooLong ${networks}[0].name`],
  ...["Default", "net_1", "net.1", "", "ünet", 7].map((name): RuleCase => [
    `the name ${JSON.stringify(name)}`,
    named(name),
    `invalid ${networks}[0].name`,
  ]),
  [
    "no names",
    withNetworks([{ pod: {} }], [{ masquerade: {} }]),
    `required ${networks}[0].name`,
    `required ${interfaces}[0].name`,
  ],
  [
    "two names for one network",
    withNetworks([pod], [{ name: "eth0", masquerade: {} }]),
    `invalid ${interfaces}[0].name`,
  ],
  [
    "an interface without a name",
    withNetworks([pod], [{ masquerade: {} }]),
    `required ${interfaces}[0].name`,
  ],
];

const counts: readonly RuleCase[] = [
  ["neither list", withNetworks(null, null), `required ${networks}`, `required ${interfaces}`],
  ["empty lists", withNetworks([], []), `required ${networks}`, `required ${interfaces}`],
  ["lists of another type", withNetworks("pod", {}), `required ${networks}`, `required ${interfaces}`],
  ["no interfaces", withNetworks([pod], null), `required ${interfaces}`],
  ["no networks", withNetworks(null, [nic]), `required ${networks}`],
  [
    "no networks, and a name that none can have",
    withNetworks(null, [{ name: "Eth0", masquerade: {} }]),
    `required ${networks}`,
    `invalid ${interfaces}[0].name`,
  ],
  [
    "a second network",
    withNetworks([pod, lab], [nic, labNic]),
    `forbidden ${networks}[1]`,
    `forbidden ${interfaces}[1]`,
  ],
  [
    "a second network that is listed first",
    withNetworks([lab, pod], [labNic, nic]),
    `forbidden ${networks}[0]`,
    `forbidden ${interfaces}[0]`,
  ],
  [
    "each further one is reported",
    withNetworks([pod, lab, pod], [nic, labNic, nic]),
    `forbidden ${networks}[1]`,
    `forbidden ${networks}[2]`,
    `forbidden ${interfaces}[1]`,
    `forbidden ${interfaces}[2]`,
  ],
  ["a second interface without a network", withNetworks([pod], [nic, labNic]), `forbidden ${interfaces}[1]`],
  [
    "null items",
    withNetworks([null], [null]),
    `required ${networks}[0].name`,
    `required ${networks}[0].pod`,
    `required ${interfaces}[0].name`,
    `required ${interfaces}[0].masquerade`,
  ],
  [
    "no network wished at all",
    withNetworks(null, null, { autoattachPodInterface: false }),
    `forbidden ${autoattach}`,
  ],
  [
    "no network wished, yet one given",
    withNetworks([pod], [nic], { autoattachPodInterface: false }),
    `forbidden ${autoattach}`,
  ],
  ["the pod interface wished", withNetworks([pod], [nic], { autoattachPodInterface: true })],
  ["no template", vm({ spec: { template: null } }), `required ${networks}`, `required ${interfaces}`],
  [
    "an instance that KubeVirt gave its default binding",
    vmi({ domain: { devices: { interfaces: [{ name: "default", bridge: {} }] } } }),
    "required spec.domain.devices.interfaces",
  ],
  [
    "an instance without any, as it is before KubeVirt is asked",
    vmi({ networks: null, domain: { devices: { interfaces: null } } }),
    "required spec.domain.devices.interfaces",
  ],
  [
    "an instance with empty lists",
    vmi({ networks: [], domain: { devices: { interfaces: [] } } }),
    "required spec.domain.devices.interfaces",
  ],
  [
    "an instance that wishes none",
    vmi({ networks: null, domain: { devices: { autoattachPodInterface: false, interfaces: null } } }),
    "forbidden spec.domain.devices.autoattachPodInterface",
  ],
  [
    "an instance with a bridge of another name",
    vmi({
      networks: [{ name: "own", pod: {} }],
      domain: { devices: { interfaces: [{ name: "own", bridge: {} }] } },
    }),
    "forbidden spec.domain.devices.interfaces[0].bridge",
  ],
];

const networksOf = "k8s.v1.cni.cncf.io/networks";
const defaultNetworkOf = "v1.multus-cni.io/default-network";
const annotated = (annotations: object): unknown => vm({ spec: { template: { metadata: { annotations } } } });

const annotations: readonly RuleCase[] = [
  [
    "networks by an annotation",
    annotated({ [networksOf]: "other" }),
    `forbidden spec.template.metadata.annotations[${networksOf}]`,
  ],
  [
    "another default network by an annotation, beside that",
    annotated({ [networksOf]: "", [defaultNetworkOf]: 7 }),
    `forbidden spec.template.metadata.annotations[${networksOf}]`,
    `forbidden spec.template.metadata.annotations[${defaultNetworkOf}]`,
  ],
  [
    "an annotation that is null, and another of that domain",
    annotated({ [networksOf]: null, "k8s.v1.cni.cncf.io/x": "" }),
  ],
  [
    "an annotation of an instance's",
    vmi({}, { [networksOf]: "other" }),
    `forbidden metadata.annotations[${networksOf}]`,
  ],
];

ruleTable(singleNetwork, [["the minimal VM", vm()], ...kinds, ...names, ...counts, ...annotations]);
