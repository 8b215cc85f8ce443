import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { RunningGuest } from "./guest.ts";

/** What a login is tried from. */
type Shell = Pick<RunningGuest, "run">;

/** Key pairs: two CAs of the platform, of which the second comes later; a CA of the VM's owner; and keys of two people. */
const pairs = ["platform-ca", "next-platform-ca", "owner-ca", "operator", "owner"] as const;

/** Certificates, named for who holds which key and who signed it for whom. */
const certificates = {
  "platform-user": { ca: "platform-ca", key: "operator", principal: "cpln" },
  "platform-root": { ca: "platform-ca", key: "operator", principal: "root" },
  "next-platform-user": { ca: "next-platform-ca", key: "operator", principal: "cpln" },
  "owner-bob": { ca: "owner-ca", key: "owner", principal: "bob" },
  "owner-root": { ca: "owner-ca", key: "owner", principal: "root" },
  "owner-cpln": { ca: "owner-ca", key: "owner", principal: "cpln" },
} as const;

type Pair = (typeof pairs)[number];
type Certificate = keyof typeof certificates;

/** What someone shows to log in: a key alone, or with a certificate. */
export type Credential = Pair | Certificate;

/** Public keys by the name of their pair, without a comment. */
export type PublicKeys = Readonly<Record<Pair, string>>;

/** Makes all keys and certificates anew, in a folder that becomes /run/keys of a guest. */
export function makeKeys(folder: string): PublicKeys {
  const keygen = (...args: readonly string[]): void => {
    execFileSync("ssh-keygen", ["-q", ...args], { cwd: folder });
  };
  for (const pair of pairs) keygen("-t", "ed25519", "-N", "", "-C", "", "-f", pair);
  for (const [name, { ca, key, principal }] of Object.entries(certificates)) {
    // Signing names its output for its input.
    execFileSync("cp", [`${key}.pub`, `${name}.pub`], { cwd: folder });
    keygen("-s", ca, "-I", name, "-n", principal, "-V", "-1h:+1d", `${name}.pub`);
  }
  const read = (pair: Pair): string => readFileSync(join(folder, `${pair}.pub`), "utf8").trim();
  return {
    "platform-ca": read("platform-ca"),
    "next-platform-ca": read("next-platform-ca"),
    "owner-ca": read("owner-ca"),
    operator: read("operator"),
    owner: read("owner"),
  };
}

let attempts = 0;

/** Another address for each attempt: sshd of 9.8 and newer soon hears no more from one that was refused. */
function sourceAddress(): string {
  attempts++;
  return `127.1.${attempts >> 8}.${attempts & 255}`;
}

/**
 * Logs in over SSH, and returns who one is then; "refused" when sshd turned the credential down, and what was printed
 * when anything else went wrong.
 * @param from where the client runs, with the keys in /run/keys; inside the guest unless there is an `address`
 */
export async function login(
  from: Shell,
  user: string,
  credential: Credential,
  address = "127.0.0.1",
): Promise<string> {
  const { status, output } = await from.run(sshCommand(user, credential, address, "id -un"));
  return status === 255 && output.includes("Permission denied (publickey") ? "refused" : output;
}

/** The command line that runs a command, one word for the shell, at an address. */
export function sshCommand(user: string, credential: Credential, address: string, command: string): string {
  const isCertificate = credential in certificates;
  const key = isCertificate ? certificates[credential as Certificate].key : credential;
  const options = [
    "BatchMode=yes",
    "ConnectTimeout=20",
    ...(address === "127.0.0.1" ? [`BindAddress=${sourceAddress()}`] : []),
    "IdentitiesOnly=yes",
    "StrictHostKeyChecking=no",
    "UserKnownHostsFile=/dev/null",
    "LogLevel=ERROR",
    ...(isCertificate ? [`CertificateFile=/run/keys/${credential}-cert.pub`] : []),
  ].map((option) => `-o ${option}`);
  return `ssh -F none ${options.join(" ")} -i /run/keys/${key} ${user}@${address} ${command}`;
}
