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

/** Longest name of a guest user: Linux takes 32 characters. */
const longestUser = 32;

const kinds = ["sshPublicKey", "userPassword"] as const;
const methods = ["qemuGuestAgent", "configDrive", "noCloud"] as const;

/**
 * Access credentials can be mounted and reach the users they are for.
 *
 * Restricted: spec.template.spec.accessCredentials
 * Allowed: at most 8; each a Secret of its own, whose name has at most 51 of a-z, 0-9 and - (no dot); by
 *   qemuGuestAgent (keys: 1 to 16 users, each a-z 0-9 _ - and at most 32 long), configDrive or noCloud
 * Source: contract §2; KubeVirt checks neither names nor doubles, and the pod is then refused (KUBEVIRT.md §1.3, §1.9)
 */
export const accessCredentials: Rule = {
  id: "access-credentials",
  summary:
    "There are at most 8 access credentials, each a Secret of its own that KubeVirt can mount, for 1 to 16 users.",
  why: "KubeVirt mounts each Secret as a volume named after it: a name that is too long, has a dot or stands twice gives a pod that Kubernetes never creates, and the VM just does not start.",
  fix: "Name each Secret once, with at most 51 of `a-z 0-9 -`; choose `qemuGuestAgent` with `users`, `configDrive` or `noCloud`.",
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
  const allowed = `at most ${mostCredentials}`;
  return [tooMany(list, `${count} access credentials`, allowed, "put several keys into one Secret")];
}

function checkCredential(credential: Field): FieldError[] {
  const [kind, second] = kinds.map((name) => credential.at(name)).filter(({ isSet }) => isSet);
  if (kind === undefined) {
    const allowed = "sshPublicKey or userPassword";
    return [
      required(
        credential.at("sshPublicKey"),
        allowed,
        "write what the credential is, for example sshPublicKey",
      ),
    ];
  }
  const both =
    second &&
    forbidden(second, "a second kind of credential", "one of the two", "make it an entry of its own");
  return [
    ...(both === undefined ? [] : [both]),
    ...checkSecretName(secretNameOf(kind)),
    ...checkMethod(kind.at("propagationMethod")),
  ];
}

function secretNameOf(kind: Field): Field {
  return kind.at("source", "secret", "secretName");
}

function checkSecretName(name: Field): FieldError[] {
  const allowed = `the name of a Secret: a-z, 0-9 and - inside, at most ${longestSecretName} characters`;
  if (!name.isSet || name.value === "") return [required(name, allowed, "name the Secret with the keys")];
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
    const isDouble = seen.has(name.value);
    seen.add(name.value);
    const allowed = "each Secret once: KubeVirt mounts it for every entry under the same name";
    const fix = "merge the two entries, or copy the Secret under another name";
    return isDouble ? [duplicate(name, quote(name.value), allowed, fix)] : [];
  });
}

function checkMethod(propagation: Field): FieldError[] {
  const [method, second] = methods.map((name) => propagation.at(name)).filter(({ isSet }) => isSet);
  const allowed = "one of qemuGuestAgent, configDrive and noCloud";
  if (method === undefined) {
    const fix = "write qemuGuestAgent: {users: […]}, which needs the guest agent, or noCloud: {}";
    return [required(propagation, allowed, fix)];
  }
  if (second !== undefined) return [forbidden(second, "a second method", allowed, "keep one of them")];
  const hasUsers = method.path.at(-1) === "qemuGuestAgent" && propagation.path.at(-2) === "sshPublicKey";
  return hasUsers ? checkUsers(method.at("users")) : [];
}

function checkUsers(list: Field): FieldError[] {
  const users = list.items();
  const allowed = `1 to ${mostUsers} users of the guest`;
  if (list.isSet && !Array.isArray(list.value)) return [invalid(list, allowed, "write a list of names")];
  if (users.length === 0) return [required(list, allowed, "name the users that the keys are for")];
  if (users.length > mostUsers) {
    return [tooMany(list, `${users.length} users`, allowed, "share an account, or use a second Secret")];
  }
  return users.flatMap(checkUser);
}

function checkUser(user: Field): FieldError[] {
  const allowed = `a-z, 0-9, _ and -, not beginning with a digit or -, at most ${longestUser} characters`;
  const text = user.string;
  if (text !== undefined && text.length > longestUser) {
    return [tooLong(user, `${text.length} characters`, allowed, `shorten it to ${longestUser}`)];
  }
  const isName = text !== undefined && /^[a-z_][a-z0-9_-]*$/.test(text);
  return isName ? [] : [invalid(user, allowed, "write the name of a Linux account")];
}
