import type { Field } from "../field/field.ts";
import { forbidden, invalid, required, tooLong, type FieldError } from "../field/error.ts";
import { decodeBase64 } from "../user-data/encoding/base64.ts";
import { Budget, inlineBudget } from "../user-data/budget.ts";
import { toFieldError } from "../user-data/finding.ts";
import { readUserData } from "../user-data/read.ts";
import { encodeUtf8 } from "../user-data/encoding/utf8.ts";
import { base64Length } from "../vm/base64.ts";
import { utf8Length } from "../vm/utf8.ts";
import { checkChoice, checkPattern, checkList } from "./checks.ts";
import { checkSecretLink } from "./link.ts";
import type { WorkloadCheck } from "./view.ts";

const sources = ["userData", "userDataBase64", "userDataSecret"];

/** The specification's limits: 16 KiB in bytes, and as base64, rounded up. */
const longestUserData = 16_384;
const longestBase64 = 22_000;

const mostSecrets = 8;
const mostUsers = 16;

/** `spec.vm.cloudInit` and `.accessCredentials`. No message repeats user data. */
export const userDataChecks: readonly WorkloadCheck[] = [
  { rule: "cloud-init-source", check: ({ vm }) => checkSource(vm.at("cloudInit")) },
  {
    rule: "cloud-init-size",
    check: ({ vm }) => [
      ...checkSize(vm.at("cloudInit", "userData"), longestUserData, "bytes", utf8Length),
      ...checkSize(vm.at("cloudInit", "userDataBase64"), longestBase64, "characters", (text) => text.length),
    ],
  },
  { rule: "cloud-init-content", check: ({ vm }) => checkContent(vm) },
  {
    rule: "access-credentials",
    check: ({ vm }) => [
      ...checkKeySecrets(vm.at("cloudInit", "sshPublicKeySecrets")),
      ...checkList(vm.at("accessCredentials"), "entries", mostSecrets),
      ...vm.at("accessCredentials").items().flatMap(checkCredential),
    ],
  },
];

function statedSources(cloudInit: Field): readonly Field[] {
  return sources.map((name) => cloudInit.at(name)).filter((field) => field.isSet && field.value !== "");
}

function checkSource(cloudInit: Field): FieldError[] {
  if (!cloudInit.isSet) return [];
  const given = statedSources(cloudInit);
  const isEmpty = given.length === 0 && !cloudInit.at("sshPublicKeySecrets").isFilled;
  return [
    ...checkOneSource(cloudInit, given),
    ...(isEmpty ? [required(cloudInit.at("userData"), oneOfSources, "add one, or remove cloudInit")] : []),
    ...checkText(cloudInit.at("userData")),
    ...checkBase64(cloudInit.at("userDataBase64")),
    ...checkSecretLink(cloudInit.at("userDataSecret")),
  ];
}

const oneOfSources = `must have one of ${sources.join(", ")} or sshPublicKeySecrets`;

/** The guest reads one source only. */
function checkOneSource(cloudInit: Field, given: readonly Field[]): FieldError[] {
  if (given.length < 2) return [];
  const names = given.map((field) => field.name).join(" and ");
  return [forbidden(cloudInit, names, `may not set ${names} together`, "keep one of them")];
}

function checkText(field: Field): FieldError[] {
  if (!field.isSet || field.string !== undefined) return [];
  return [invalid(field, "must be a string", "use a block scalar in YAML: userData: |", "not a string")];
}

/** Base64 as Go's decoder reads it: standard alphabet, padded, line breaks ignored. */
function checkBase64(field: Field): FieldError[] {
  if (!field.isSet || (field.string !== undefined && base64Length(field.string) !== undefined)) return [];
  const allowed = "must be base64 with the standard alphabet and padding";
  return [invalid(field, allowed, "use the output of base64 -w0", "not base64")];
}

function checkSize(field: Field, most: number, unit: string, count: (text: string) => number): FieldError[] {
  const size = count(field.string ?? "");
  if (size <= most) return [];
  const allowed = `must have at most ${most} ${unit}`;
  return [tooLong(field, `${size} ${unit}`, allowed, "move it to a secret, and name that in userDataSecret")];
}

/** What the guest does with inline user data that can be read, as for a VirtualMachine. */
function checkContent(vm: Field): FieldError[] {
  const [field, second] = statedSources(vm.at("cloudInit"));
  const text = field?.string;
  if (field === undefined || text === undefined || second !== undefined) return [];
  const { name } = field;
  if (name === "userDataSecret" || text.length > longestBase64) return [];
  const bytes = name === "userData" ? encodeUtf8(text) : decodeBase64(text);
  if (bytes === undefined || bytes.length > longestUserData) return [];
  const guestOs = vm.at("guestOS").value === "windows" ? "windows" : "linux";
  const { findings } = readUserData(bytes, guestOs, new Budget(inlineBudget));
  return findings.map((finding) => toFieldError(field, finding));
}

function checkKeySecrets(secrets: Field): FieldError[] {
  return [...checkList(secrets, "secrets", mostSecrets), ...secrets.items().flatMap(checkRequiredLink)];
}

function checkRequiredLink(link: Field): FieldError[] {
  if (link.isSet) return checkSecretLink(link);
  return [
    required(
      link,
      "must be a link of the form cpln://secret/<name>",
      "add the link of the secret with the keys",
    ),
  ];
}

function checkCredential(credential: Field): FieldError[] {
  return [
    ...checkRequiredLink(credential.at("sshPublicKeySecret")),
    ...checkUsers(credential.at("users")),
    ...checkChoice(credential.at("deliveryMethod"), ["qemuGuestAgent", "configDrive"]),
  ];
}

function checkUsers(users: Field): FieldError[] {
  const allowed = `must be a list of 1 to ${mostUsers} guest users`;
  if (!users.isSet) return [required(users, allowed, "add for example users: [ubuntu]")];
  if (!users.isFilled || !Array.isArray(users.value)) {
    return [invalid(users, allowed, "use for example [ubuntu]")];
  }
  return [
    ...checkList(users, "users", mostUsers),
    ...users.items().flatMap((user) =>
      user.isSet
        ? checkPattern(user, {
            pattern: /^[a-z_][a-z0-9_-]*$/,
            longest: 32,
            allowed: "must be lower-case letters, digits, '_' and '-', beginning with a letter or '_'",
            fix: "use the name of an account in the guest",
          })
        : [
            required(
              user,
              "must be the name of an account in the guest",
              "add the name, or remove the entry",
            ),
          ],
    ),
  ];
}
