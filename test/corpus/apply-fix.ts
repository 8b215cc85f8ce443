import { removeIn, setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import { applyEdits, type FieldEdit } from "../../src/field/fix.ts";
import { isObject } from "../../src/field/json.ts";
import type { Path } from "../../src/field/path.ts";

/** What a message says: the field, and what to do about it. */
export interface Message {
  readonly rule: string;
  readonly path: Path;
  readonly fix: string;
  readonly edits?: readonly FieldEdit[];
}

/** Does to an object what the fix says, and nothing else. `$1` of the pattern comes as `words`. */
type Act = (object: unknown, path: Path, words: string) => unknown;

const at = (object: unknown, path: Path): Field => Field.root(object).at(...path);
const up = (path: Path, steps = 1): Path => path.slice(0, -steps);
const spec = (path: Path): Path => path.slice(0, path.includes("domain") ? path.indexOf("domain") : 3);
const append = (object: unknown, path: Path, item: unknown): unknown => {
  const list = at(object, path).value;
  return setIn(object, path, Array.isArray(list) ? [...(list as unknown[]), item] : [item]);
};
const remove: Act = (object, path) => removeIn(object, path);
const write =
  (value: (words: string, object: unknown, path: Path) => unknown): Act =>
  (object, path, words) =>
    setIn(object, path, value(words, object, path));

/** The member beside the field, in its place: `write tcpSocket: {port: 22}`. */
const instead =
  (name: string, value: unknown): Act =>
  (object, path) =>
    setIn(removeIn(object, path), [...up(path), name], value);

/** A disk that a new dataVolumeTemplate makes, under the name of the object. */
function withTemplate(object: unknown, name: string, source: unknown): unknown {
  const template = {
    metadata: { name },
    spec: { source, storage: { resources: { requests: { storage: "20Gi" } } } },
  };
  return append(object, ["spec", "dataVolumeTemplates"], template);
}

const importImage: Act = (object, path) => {
  const url = `docker://${at(object, [...path, "image"]).string ?? "quay.io/containerdisks/fedora:latest"}`;
  const name = `imported-${String(path.at(-2))}`;
  const replaced = setIn(removeIn(object, path), [...up(path), "dataVolume"], { name });
  return withTemplate(replaced, name, { registry: { url } });
};

const addVolume: Act = (object, path, words) => {
  const name = JSON.parse(words) as unknown;
  const volume = { name, persistentVolumeClaim: { claimName: "data" } };
  return append(object, [...spec(path), "volumes"], volume);
};

const addDisk: Act = (object, path) => {
  const added = append(object, [...spec(path), "domain", "devices", "disks"], { name: "added", disk: {} });
  const named = append(added, [...spec(path), "volumes"], { name: "added", dataVolume: { name: "added" } });
  return withTemplate(named, "added", { registry: { url: "docker://quay.io/containerdisks/fedora:latest" } });
};

/** Takes an interface or network away, with what belongs to it by name. */
const removePair: Act = (object, path) => {
  const name = at(object, [...path, "name"]).value;
  const list = [...spec(path), "domain", "devices", "interfaces"];
  const index = at(object, list)
    .items()
    .findIndex((item) => item.at("name").value === name);
  const removed = index === -1 ? object : removeIn(object, [...list, index]);
  return removeIn(removed, path);
};

/** The name `default` for a network and for the interface that has its name. */
const nameAlike: Act = (object, path) => {
  const name = at(object, path).value;
  const list = [...spec(path), "domain", "devices", "interfaces"];
  const index = at(object, list)
    .items()
    .findIndex((item) => item.at("name").value === name);
  const renamed = index === -1 ? object : setIn(object, [...list, index, "name"], "default");
  return setIn(renamed, path, "default");
};

/** The lowest number from 1 that no disk or interface has. */
function freeOrder(object: unknown, path: Path): number {
  const devices = at(object, [...spec(path), "domain", "devices"]);
  const taken = ["disks", "interfaces"].flatMap((list) =>
    devices
      .at(list)
      .items()
      .map((device) => device.at("bootOrder").value),
  );
  let order = 1;
  while (taken.includes(order)) order++;
  return order;
}

/** Takes away what the fix names, as in `source.http, sourceRef`. */
const removeNamed: Act = (object, path, words) =>
  words.split(", ").reduce((result, name) => removeIn(result, [...path, ...name.split(".")]), object);

const parsed: Act = (object, path, words) =>
  setIn(object, path, JSON.parse(words.startsWith('"') ? words : `"${words}"`));

/** The value that the words are in JSON, else the words. */
const literal: Act = (object, path, words) =>
  setIn(object, path, /^(?:"[^"]*"|-?\d+|true|false)$/.test(words) ? JSON.parse(words) : words);

/** What each fix means, by rule; the first that matches is done. */
const acts: readonly (readonly [rule: RegExp, fix: RegExp, act: Act])[] = [
  [/./, /^(?:remove it|remove the annotation|remove \w+|remove one of the two)$/, remove],
  [/^no-image$/, /dataVolumeTemplate/, importImage],
  [/^boot-disk$/, /^add volumes: \[\{name: ("[^"]*")/, addVolume],
  [/^boot-disk$/, /^add disks: /, addDisk],
  [/^boot-disk$/, /^add claimName/, write(() => ({ claimName: "data" }))],
  [/^secure-boot$/, /secureBoot: false/, write(() => false)],
  [/^whole-core-cpu$/, /^use ("[^"]*")/, parsed],
  [/^guest-memory$/, /(\d+[KMGT]i?)\b/, parsed],
  [/^run-strategy$/, /./, write(() => "Always")],
  [/^probe-type$/, /tcpSocket: \{port: 22\}/, instead("tcpSocket", { port: 22 })],
  [/^network-data$/, /^use userData: "#cloud-config" instead/, instead("userData", "#cloud-config")],
  [/^single-network$/, /masquerade: \{\} instead/, instead("masquerade", {})],
  [/^single-network$/, /pod: \{\} instead/, instead("pod", {})],
  [/^single-network$/, /^add masquerade/, write(() => ({}))],
  [/^single-network$/, /^add pod/, write(() => ({}))],
  [/^single-network$/, /^add interfaces: \[\{name: ([\w-]+)/, write((name) => [{ name, masquerade: {} }])],
  [/^single-network$/, /^add networks: \[\{name: ([\w-]+)/, write((name) => [{ name, pod: {} }])],
  [/^single-network$/, /^remove it and its interface/, removePair],
  [/^single-container$/, /^use a configMap/, instead("configMap", { name: "files" })],
  [
    /^single-container$/,
    /^attach its volume as a disk$/,
    (object, path) => removeIn(object, typeof path.at(-1) === "number" ? path : up(path)),
  ],
  [/^single-network$/, /^use the same name for the network and its interface/, nameAlike],
  [/^single-network$/, /^use name: (\S+)$/, write((name) => name)],
  [/^cpu-topology$/, /^use (\d+)/, (object, path, words) => setIn(object, path, Number(words))],
  [/^disk-bus$/, /^use (\w+)/, write((bus) => bus)],
  [/^boot-order$/, /./, write((_, object, path) => freeOrder(object, path))],
  [
    /^access-credentials$/,
    /./,
    (object, path) => removeIn(object, path.slice(0, path.indexOf("accessCredentials") + 2)),
  ],
  [/^cloud-init-source$/, /^keep one/, remove],
  [/^cloud-init-source$/, /^encode it again/, write(() => "I2Nsb3VkLWNvbmZpZwo=")],
  [/^firmware-identity$/, /omit/, remove],
  [/^hostname$/, /./, write(() => "web")],
  [/^clock$/, /UTC/, write(() => "UTC")],
  [/^interface-ports$/, /./, write(() => 80)],
  [/^import-source$/, /^keep \S+ and remove (.+)$/, removeNamed],
  [/^import-source$/, /^add the source of the disk/, write(() => ({ blank: {} }))],
  [
    /^import-source$/,
    /^add spec: /,
    write(() => ({ source: { blank: {} }, storage: { resources: { requests: { storage: "20Gi" } } } })),
  ],
  [/./, /^use (\S+)$/, literal],
];

/** The object with a message's fix applied to the letter; undefined where no act is known for the words, and no edits. */
export function applyFix(object: unknown, { rule, path, fix, edits }: Message): unknown {
  for (const [rules, words, act] of acts) {
    const match = rules.test(rule) ? words.exec(fix) : null;
    if (match !== null) return withoutEmptied(act(object, path, match[1] ?? ""));
  }
  return edits && applyEdits(object, edits);
}

/** JSON as the API server keeps it: without members that are undefined. */
function withoutEmptied(object: unknown): unknown {
  return isObject(object) ? (JSON.parse(JSON.stringify(object)) as unknown) : object;
}
