/** A policy file that must not be taken, and where its errors stand: the line, then the field. */
export interface WrongFile {
  readonly situation: string;
  readonly text: string;
  readonly errors: readonly string[];
}

const header = "apiVersion: vmgate.cpln.io/v1\nkind: Policy\n";

/** A row whose text follows a right header, so that its first line is line 3. */
function row(situation: string, text: string, ...errors: readonly string[]): WrongFile {
  return { situation, text: header + text, errors };
}

/** A row whose text is the whole file. */
function whole(situation: string, text: string, ...errors: readonly string[]): WrongFile {
  return { situation, text, errors };
}

/** Files that are wrong, each limit and trap with the lines and fields that must be reported. */
export const wrongFiles: readonly WrongFile[] = [
  whole("an empty file", "", "1"),
  whole("a comment only", "# nothing yet\n", "1"),
  whole("a list", "[]", "1"),
  whole("a word", "Policy", "1"),
  whole("no header", "rules: {}\n", "1 apiVersion", "1 kind"),
  whole("another version", "apiVersion: vmgate.cpln.io/v2\nkind: Policy\n", "1 apiVersion"),
  whole("the kind misspelled", "apiVersion: vmgate.cpln.io/v1\nkind: policy\n", "2 kind"),
  whole("the manifest of the ConfigMap", "apiVersion: v1\nkind: ConfigMap\ndata: {policy.yaml: x}\n", "2 kind"),

  row("a key that is nearly right", "platfrom: {}\n", "3 platfrom"),
  row("a key that is unknown", "metadata: {name: x}\n", "3 metadata"),
  row("a key named as JavaScript's own", "__proto__: {}\nconstructor: {}\n", "3 __proto__", "4 constructor"),
  row("a key that YAML 1.1 would merge", "rules: {<<: {boot-disk: warn}}\n", "3 rules[<<]"),
  row(
    "every error of a file at once, in the order of its lines",
    "platform:\n  dns:\n    servers: []\n  mesh: {istio: 1}\nrules:\n  boot-dsk: warn\n  single-network: deny\nexemptions:\n  - rules: [boot_disk]\n    namespaces: [gpu]\n",
    "5 platform.dns.servers", "6 platform.mesh.istio", "8 rules.boot-dsk", "9 rules.single-network", "11 exemptions[0].reason", "11 exemptions[0].rules[0]",
  ),

  row("DNS servers that are no addresses", "platform: {dns: {servers: [dns.example, 10.0.0.01, 8]}}\n", "3 platform.dns.servers[0]", "3 platform.dns.servers[1]", "3 platform.dns.servers[2]"),
  row("four DNS servers", "platform: {dns: {servers: [10.0.0.1, 10.0.0.2, 10.0.0.3, 10.0.0.4]}}\n", "3 platform.dns.servers"),
  row("search domains without servers", "platform: {dns: {search: [cluster.local]}}\n", "3 platform.dns.servers"),
  row("an address that YAML reads as a mapping", "platform: {dns: {servers: [fd00::]}}\n", "3 platform.dns.servers[0]"),
  row("a server outside of a list", "platform: {dns: {servers: 10.0.0.1}}\n", "3 platform.dns.servers"),
  row("search domains of a wrong form", "platform:\n  dns:\n    servers: [10.0.0.1]\n    search:\n      - cluster.local.\n      - \"{ns}.svc\"\n", "7 platform.dns.search[0]", "8 platform.dns.search[1]"),
  row("33 search domains", `platform: {dns: {servers: [10.0.0.1], search: [${"a,".repeat(33)}]}}\n`, "3 platform.dns.search"),
  row("root as the platform's user", "platform: {ssh: {user: root, caPublicKeys: []}}\n", "3 platform.ssh.user", "3 platform.ssh.caPublicKeys"),
  row("a CA key that is none", "platform: {ssh: {caPublicKeys: [ssh-ed25519 AAAA]}}\n", "3 platform.ssh.caPublicKeys[0]"),
  row("CA keys outside of a list", "platform: {ssh: {caPublicKeys: ssh-ed25519 AAAA}}\n", "3 platform.ssh.caPublicKeys"),
  row("a private key", "rulez: {}\nplatform:\n  ssh:\n    caPublicKeys:\n      - |\n        -----BEGIN OPENSSH PRIVATE KEY-----\n", "8"),
  row("KubeVirt's namespace in capitals", "platform: {kubevirt: {namespace: KubeVirt}}\n", "3 platform.kubevirt.namespace"),
  row("a list of no images", "platform: {images: {allow: []}}\n", "3 platform.images.allow"),
  row("an image with a space", "platform: {images: {allow: [\"quay.io/a b\"]}}\n", "3 platform.images.allow[0]"),
  row("a group that is a word", "platform: {mesh: istio}\n", "3 platform.mesh"),

  row("values that injection does not know", "injection: {at: guest, secrets: \"yes\", whenImpossible: enforce}\n", "3 injection.at", "3 injection.secrets", "3 injection.whenImpossible"),
  row("an adopt that is none of the three", "adopt: always\nprofiles:\n  - {name: a, namespaces: [a], adopt: true}\n", "3 adopt", "5 profiles[0].adopt"),
  row("a mutate that is a word", "mutate: never\nprofiles:\n  - {name: a, namespaces: [a], mutate: 1}\n", "3 mutate", "5 profiles[0].mutate"),
  row("injection on the instance without Secrets", "injection: {at: instance, secrets: false}\n", "3 injection"),
  row("the same by a profile", "injection: {secrets: false}\nprofiles:\n  - {name: a, namespaces: [a], injection: {at: instance}}\n", "5 profiles[0].injection"),

  row("actions in other words", "rules:\n  boot-disk: deny\n  single-network: disabled\n  data-disk-source: nonsense\n", "4 rules.boot-disk", "5 rules.single-network", "6 rules.data-disk-source"),
  row("an off that a tool has made false", "rules:\n  boot-disk: false\n", "4 rules.boot-disk"),
  row("an action that was forgotten", "rules:\n  boot-disk:\n", "4 rules.boot-disk"),
  row("rules that are none", "rules:\n  bootDisk: warn\n  nonsense: warn\n  constructor: warn\n", "4 rules.bootDisk", "5 rules.nonsense", "6 rules.constructor"),
  row("rules as a list", "rules: [boot-disk]\n", "3 rules"),

  row("a profile without its fields", "profiles:\n  - rules: {}\n", "4 profiles[0].name", "4 profiles[0].namespaces"),
  row("a profile for no namespace", "profiles: [{name: a, namespaces: []}]\n", "3 profiles[0].namespaces"),
  row("namespaces of a wrong form", "profiles:\n  - name: a\n    namespaces:\n      - Gpu\n      - -a\n      - 1234\n      - a.b\n", "6 profiles[0].namespaces[0]", "7 profiles[0].namespaces[1]", "8 profiles[0].namespaces[2]", "9 profiles[0].namespaces[3]"),
  row("two profiles that name a namespace", "profiles:\n  - {name: a, namespaces: [x, gpu]}\n  - {name: b, namespaces: [gpu]}\n", "5 profiles[1].namespaces[0]"),
  row("a profile that names a namespace twice", "profiles:\n  - {name: a, namespaces: [gpu, gpu]}\n", "4 profiles[0].namespaces[1]"),
  row("two profiles of one name", "profiles:\n  - {name: a, namespaces: [x]}\n  - {name: a, namespaces: [y]}\n", "5 profiles[1].name"),
  row("a rule that is none in a profile", "profiles:\n  - name: a\n    namespaces: [x]\n    rules:\n      boot-dsk: warn\n", "7 profiles[0].rules.boot-dsk"),
  row("a profile with a KubeVirt of its own", "profiles:\n  - name: a\n    namespaces: [x]\n    platform: {kubevirt: {namespace: x}}\n", "6 profiles[0].platform.kubevirt"),

  row("an exemption without a reason", "exemptions:\n  - {rules: [boot-disk], namespaces: [a]}\n", "4 exemptions[0].reason"),
  row("a reason that is blank or in two lines", "exemptions:\n  - {rules: [boot-disk], namespaces: [a], reason: \" \"}\n  - {rules: [boot-disk], namespaces: [a], reason: \"a\\nb\"}\n", "4 exemptions[0].reason", "5 exemptions[1].reason"),
  row("an exemption for nothing", "exemptions:\n  - {rules: [], namespaces: [], names: [], reason: x}\n", "4 exemptions[0].rules", "4 exemptions[0].namespaces", "4 exemptions[0].names"),
  row("days that are none", "exemptions:\n  - {rules: [boot-disk], namespaces: [a], reason: x, expires: 2027-02-29}\n  - {rules: [boot-disk], namespaces: [a], reason: x, expires: 2027-03-31T00:00:00Z}\n  - {rules: [boot-disk], namespaces: [a], reason: x, expires: 20270331}\n  - {rules: [boot-disk], namespaces: [a], reason: x, expires: }\n", "4 exemptions[0].expires", "5 exemptions[1].expires", "6 exemptions[2].expires", "7 exemptions[3].expires"),
  row("rules and names that are none", "exemptions:\n  - rules: [boot-dsk, \"boot-*\"]\n    namespaces: [a]\n    names: [Train, 1]\n    reason: x\n", "4 exemptions[0].rules[0]", "4 exemptions[0].rules[1]", "6 exemptions[0].names[0]", "6 exemptions[0].names[1]"),

  row("a key written twice", "rules:\n  boot-disk: warn\n  boot-disk: enforce\n", "5"),
  row("a bare * as a key", "rules: {*: warn}\n", "3"),
  row("a bare * as a key in a block", "rules:\n  *: warn\n", "4"),
  row("a bare * in a list", "profiles:\n  - name: a\n    namespaces: [*]\n", "5"),
  row("a pattern that begins with a bare *", "profiles:\n  - name: a\n    namespaces:\n      - *-gpu\n", "6"),
  row("{namespace} without quotes", "platform:\n  dns:\n    servers: [10.0.0.1]\n    search:\n      - {namespace}.svc.cluster.local\n", "7"),
  row("a tab", "rules:\n\tboot-disk: warn\n", "4"),
  row("a quote that is never closed", "rules: {\"boot-disk: warn}\n", "4"),
  row("a line that is indented too little", "rules:\n    boot-disk: warn\n  single-network: warn\n", "5"),
  row("two documents", "---\nkind: Policy\n", "3"),
  row("a tag", "rules: !include rules.yaml\n", "3"),
  row("a list as a key", "? [a]\n: 1\n", "3"),
  row("an alias of nothing", "rules: *base\n", "3"),
  row("an alias inside of what it means", "rules: &a\n  boot-disk: *a\n", "4"),
  row("aliases that multiply", `x: &a [${"x,".repeat(20)}]\ny: &b [${"*a,".repeat(20)}]\nz: &c [${"*b,".repeat(20)}]\nw: [${"*c,".repeat(20)}]\n`, "1"),
  whole("YAML 1.1 by directive", `%YAML 1.1\n---\n${header}rules: {boot-disk: off}\n`, "5 rules.boot-disk"),
]; // prettier-ignore
