import type { Field } from "../field/field.ts";
import {
  duplicate,
  forbidden,
  invalid,
  quote,
  required,
  tooLong,
  tooMany,
  type FieldError,
} from "../field/error.ts";
import type { Rule } from "./rule.ts";

/** Most access credentials, and most guest users of one (the specification's limits). */
const mostCredentials = 8;
const mostUsers = 16;

/** Longest name of a Secret: KubeVirt calls the pod's volume `<name>-access-cred`, a DNS label. */
const longestSecretName = 51;

/** Longest name of a guest user: Linux allows 32 characters. */
const longestUser = 32;

const kinds = ["sshPublicKey", "userPassword"] as const;
const methods = ["qemuGuestAgent", "configDrive", "noCloud"] as const;

/**
 * Access credentials can be mounted and reach the intended users.
 *
 * Restricted: spec.template.spec.accessCredentials
 * Allowed: at most 8; each a Secret of its own, whose name has at most 51 of a-z, 0-9 and - (no dot); by
 *   qemuGuestAgent (keys: 1 to 16 users, each a-z 0-9 _ - and at most 32 long), configDrive or noCloud
 * Source: contract §2; KubeVirt checks neither names nor duplicates, and the pod is then refused (KUBEVIRT.md §1.3, §1.9)
 */
export const accessCredentials: Rule = {
  id: "access-credentials",
  summary:
    "A VM has at most 8 access credentials, each from a different Secret that KubeVirt can mount, for 1 to 16 users.",
  why: "KubeVirt mounts each Secret as a volume named after it. If the name is too long, contains a dot or is used twice, Kubernetes rejects the pod and the VM does not start.",
  fix: "Use each Secret once, with a name of at most 51 of `a-z 0-9 -`; choose `qemuGuestAgent` with `users`, `configDrive` or `noCloud`.",
  action: "enforce",
  appliesTo: "template",
  examples: {
    refused: `spec: {template: {spec: {accessCredentials: [
  {sshPublicKey: {source: {secret: {secretName: web.keys}}, propagationMethod: {qemuGuestAgent: {users: [web]}}}}]}}}`,
    admitted: `spec: {template: {spec: {accessCredentials: [
  {sshPublicKey: {source: {secret: {secretName: web-keys}}, propagationMethod: {qemuGuestAgent: {users: [web]}}}}]}}}`,
  },
  check: ({ vm }) => {
    const list = vm.instanceSpec.at("accessCredentials");
    const credentials = list.items();
    const secrets = credentials.flatMap((credential) =>
      kinds.map((kind) => secretNameOf(credential.at(kind))),
    );
    return [
      ...checkCount(list, credentials.length),
      ...credentials.flatMap(checkCredential),
      ...checkUnique(secrets.filter(({ isSet }) => isSet)),
    ];
  },
};

function checkCount(list: Field, count: number): FieldError[] {
  if (count <= mostCredentials) return [];
  const allowed = `must have at most ${mostCredentials} items`;
  return [tooMany(list, `${count} access credentials`, allowed, "put several keys into one Secret")];
}

function checkCredential(credential: Field): FieldError[] {
  const [kind, second] = credential.setMembers(kinds);
  if (kind === undefined) {
    const fix =
      "add sshPublicKey: {source: {secret: {secretName: <name>}}, propagationMethod: {noCloud: {}}}";
    return [required(credential.at("sshPublicKey"), "must have sshPublicKey or userPassword", fix)];
  }
  return [
    ...(second === undefined ? [] : [both(second, kind, "move it to an entry of its own")]),
    ...checkSecretName(secretNameOf(kind)),
    ...checkMethod(kind.at("propagationMethod")),
  ];
}

function both(second: Field, first: Field, fix: string): FieldError {
  const { name } = first;
  return forbidden(second, `set together with ${name}`, `may not be set together with \`${name}\``, fix);
}

function secretNameOf(kind: Field): Field {
  return kind.at("source", "secret", "secretName");
}

function checkSecretName(name: Field): FieldError[] {
  const allowed = `must be a Secret name of lower-case letters, digits and '-', at most ${longestSecretName} characters`;
  if (!name.isSet || name.value === "") return [required(name, allowed, "add the name of the Secret")];
  const text = name.string;
  if (text !== undefined && text.length > longestSecretName) {
    return [tooLong(name, `${text.length} characters`, allowed, "give the Secret a shorter name")];
  }
  const isLabel = text !== undefined && /^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/.test(text);
  return isLabel ? [] : [invalid(name, allowed, "give the Secret a name without dots")];
}

function checkUnique(names: readonly Field[]): FieldError[] {
  const seen = new Set<unknown>();
  return names.flatMap((name) => {
    const isDuplicate = seen.has(name.value);
    seen.add(name.value);
    const allowed = "must be unique: KubeVirt mounts each Secret under its own name";
    const fix = "merge the two entries, or copy the Secret under another name";
    return isDuplicate ? [duplicate(name, quote(name.value), allowed, fix)] : [];
  });
}

function checkMethod(propagation: Field): FieldError[] {
  const [method, second] = propagation.setMembers(methods);
  if (method === undefined) {
    const allowed = "must be qemuGuestAgent, configDrive or noCloud";
    const fix = "add noCloud: {}, or qemuGuestAgent: {users: [<user>]} if the guest runs the agent";
    return [required(propagation, allowed, fix)];
  }
  if (second !== undefined) return [both(second, method, "keep one of the two")];
  const hasUsers = method.name === "qemuGuestAgent" && propagation.parent.name === "sshPublicKey";
  return hasUsers ? checkUsers(method.at("users")) : [];
}

function checkUsers(list: Field): FieldError[] {
  const users = list.items();
  const allowed = `must be a list of 1 to ${mostUsers} guest users`;
  if (list.isSet && !Array.isArray(list.value)) return [invalid(list, allowed, "use a list of names")];
  if (users.length === 0) return [required(list, allowed, "add the users that the keys are for")];
  if (users.length > mostUsers) {
    const fix = "move the others to an entry with a Secret of its own";
    return [tooMany(list, `${users.length} users`, `must have at most ${mostUsers} items`, fix)];
  }
  return users.flatMap(checkUser);
}

function checkUser(user: Field): FieldError[] {
  const allowed = `must be lower-case letters, digits, '_' and '-', beginning with a letter or '_', at most ${longestUser} characters`;
  const text = user.string;
  if (text !== undefined && text.length > longestUser) {
    return [tooLong(user, `${text.length} characters`, allowed, `shorten it to ${longestUser} characters`)];
  }
  const isName = text !== undefined && /^[a-z_][a-z0-9_-]*$/.test(text);
  return isName ? [] : [invalid(user, allowed, "use the name of a Linux account")];
}
