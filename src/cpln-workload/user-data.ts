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

/** The specification's limits: 16 KiB of text, and what that is as base64, rounded up. */
const longestUserData = 16_384;
const longestBase64 = 22_000;

const mostSecrets = 8;
const mostUsers = 16;

/** `spec.vm.cloudInit` and `.accessCredentials`. Nothing of the user data itself goes into a message. */
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
  const allowed = `must have one of ${sources.join(", ")}`;
  const found = given.map((field) => String(field.path.at(-1))).join(" and ");
  return [
    ...(given.length > 1 ? [forbidden(cloudInit, found, allowed, "keep one")] : []),
    ...(given.length === 0 && !cloudInit.at("sshPublicKeySecrets").isFilled
      ? [
          required(
            cloudInit.at("userData"),
            `${allowed}, or sshPublicKeySecrets`,
            "add one, or remove cloudInit",
          ),
        ]
      : []),
    ...checkText(cloudInit.at("userData")),
    ...checkBase64(cloudInit.at("userDataBase64")),
    ...checkSecretLink(cloudInit.at("userDataSecret")),
  ];
}

function checkText(field: Field): FieldError[] {
  if (!field.isSet || field.string !== undefined) return [];
  return [
    invalid(field, "user data is a text", "write a text, after userData: | it can have lines", "no text"),
  ];
}

/** Base64 as Go's decoder takes it: standard alphabet, padded, line breaks left out. */
function checkBase64(field: Field): FieldError[] {
  if (!field.isSet || (field.string !== undefined && base64Length(field.string) !== undefined)) return [];
  return [
    invalid(
      field,
      "base64 with the standard alphabet and padding",
      "write what base64 -w0 prints",
      "a value that is no base64",
    ),
  ];
}

function checkSize(field: Field, most: number, unit: string, count: (text: string) => number): FieldError[] {
  const size = count(field.string ?? "");
  if (size <= most) return [];
  return [
    tooLong(
      field,
      `${size} ${unit}`,
      `at most ${most} ${unit}`,
      "put it into a secret and name that in userDataSecret",
    ),
  ];
}

/** What the guest makes of inline user data that can be read, as for a VirtualMachine. */
function checkContent(vm: Field): FieldError[] {
  const [field, second] = statedSources(vm.at("cloudInit"));
  const text = field?.string;
  if (field === undefined || text === undefined || second !== undefined) return [];
  const name = field.path.at(-1);
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
    required(link, "a link to a secret, cpln://secret/<name>", "write for example cpln://secret/web-keys"),
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
  const allowed = `1 to ${mostUsers} users of the guest`;
  if (!users.isSet) return [required(users, allowed, "add for example users: [ubuntu]")];
  if (!users.isFilled || !Array.isArray(users.value))
    return [invalid(users, allowed, "write for example [ubuntu]")];
  return [
    ...checkList(users, "users", mostUsers),
    ...users.items().flatMap((user) =>
      user.isSet
        ? checkPattern(user, {
            pattern: /^[a-z_][a-z0-9_-]*$/,
            longest: 32,
            allowed: "a user name: a-z, 0-9, _ and -, the first a letter or _",
            fix: "write for example ubuntu",
          })
        : [required(user, "the name of a user", "write it, or remove the entry")],
    ),
  ];
}
