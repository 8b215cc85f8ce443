import type { RunningGuest } from "./guest.ts";
import { login, type Credential } from "./keys.ts";

/** What can be observed in a running guest: the statuses of its boot, who one is after logins, and what commands print. */
export interface Facts {
  /** Of cloud-init's stages and of sshd. */
  readonly statuses: RunningGuest["statuses"];
  /** By user and credential, as "bob owner". */
  readonly logins: Readonly<Record<`${string} ${Credential}`, string>>;
  readonly prints: Readonly<Record<string, string>>;
}

/** What is true of every guest that trusts the holder of one of the platform's certificates, and not that of the other. */
export function platformFacts(trusted: Credential, distrusted: Credential): Facts {
  return {
    statuses: { local: 0, network: 0, sshd: 0, config: 0, final: 0 },
    logins: {
      [`cpln ${trusted}`]: "cpln",
      [`cpln ${distrusted}`]: "refused",
      "cpln operator": "refused",
      "cpln platform-root": "refused",
      "root platform-root": "refused",
    },
    prints: {
      "su cpln -c 'sudo -n id -un 2>/dev/null'": "root",
      "cloud-init status": "status: done",
    },
  };
}

/** Finds out in a guest what the named facts really are. */
export async function factsOf(guest: RunningGuest, named: Facts): Promise<Facts> {
  const logins: Record<string, string> = {};
  for (const attempt of Object.keys(named.logins)) {
    const [user = "", credential = ""] = attempt.split(" ");
    logins[attempt] = await login(guest, user, credential as Credential);
  }
  const prints: Record<string, string> = {};
  for (const command of Object.keys(named.prints)) prints[command] = (await guest.run(command)).output;
  return { statuses: guest.statuses, logins, prints };
}
