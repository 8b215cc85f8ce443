import { afterEach, beforeAll, describe, expect, inject, test } from "vitest";
import { buildPrograms } from "../cluster/build.ts";
import { isFullRun } from "../support/full-run.ts";
import {
  createEmulated,
  makeEmulator,
  type EmulatedGuest,
  type EmulatedMachine,
  type Emulator,
} from "./emulated.ts";
import { makeKeys, type Credential } from "./keys.ts";
import type { Files } from "./guest.ts";
import { admitVm, machine, platformPolicy, start, startInstance, userSecretName } from "./machine.ts";

/*
 * Guests with a kernel of their own, from the ISO that KubeVirt makes of what vmgate admitted, in a network whose DHCP
 * server offers another name server. They take minutes: only CI boots them.
 */

const images = inject("guestImages");
const boots = [
  {
    mac: "02:00:00:00:00:01",
    nameServer: "10.0.2.53",
    ca: "platform-ca",
    trusted: "platform-user",
    distrusted: "next-platform-user",
  },
  {
    mac: "02:00:00:00:00:02",
    nameServer: "10.0.2.54",
    ca: "next-platform-ca",
    trusted: "next-platform-user",
    distrusted: "platform-user",
  },
] as const;
const userData = "#cloud-config\nruncmd: [echo ran >>/root/runcmd]\n";

describe.skipIf(!isFullRun || images === null)("a guest with a kernel of its own", () => {
  let emulator: Emulator;
  let emulated: EmulatedMachine | undefined;
  beforeAll(async () => {
    await buildPrograms();
    emulator = await makeEmulator(images?.bookworm.netplan ?? "");
  }, 1_800_000);
  afterEach(() => emulated?.remove());

  test.for([
    ["cloudInitNoCloud", 2],
    ["cloudInitConfigDrive", 1],
  ] as const)(
    "%s: it takes the platform's cloud-init from its disk, and what has changed at its next boot",
    { timeout: 1_000_000 },
    async ([kind, count]) => {
      emulated = await createEmulated(emulator);
      const keys = makeKeys(emulated.keyFolder);
      const secrets = { keys: { owner: keys.owner } };
      const stored = admitVm(machine(kind, { userData }), platformPolicy("10.0.2.53", keys["platform-ca"]));
      let guest: EmulatedGuest | undefined;
      for (const boot of boots.slice(0, count)) {
        await guest?.powerOff();
        const started = startInstance(stored, platformPolicy(boot.nameServer, keys[boot.ca]), secrets);
        const before = Date.now();
        guest = await emulated.boot({ ...boot, started, credential: boot.trusted });
        console.log(`${kind}: a login after ${((Date.now() - before) / 1000).toFixed(0)} s`);
        expect(await truth(guest, boot.distrusted)).toEqual(expected(boot.mac));
      }
    },
  );

  test.for(["cloudInitNoCloud", "cloudInitConfigDrive"] as const)(
    "%s: the disk that other guests boot from has the files of KubeVirt's",
    async (kind) => {
      emulated = await createEmulated(emulator);
      const keys = makeKeys(emulated.keyFolder);
      const policy = platformPolicy("10.0.2.53", keys["platform-ca"]);
      const secrets = { keys: { owner: keys.owner }, [userSecretName]: { userdata: userData } };
      for (const source of [{ userData }, { secretRef: { name: userSecretName } }]) {
        const stored = admitVm(machine(kind, source), policy);
        const { files } = start(stored, policy, secrets);
        const written = emulated.writeSeed(startInstance(stored, policy, secrets));
        expect(comparable(written)).toEqual(comparable(files));
      }
    },
  );
});

/** Files as texts; JSON is compared for what it says. */
function comparable(files: Files): object {
  const text = (content: string | Uint8Array): string => Buffer.from(content).toString("latin1");
  return Object.fromEntries(
    Object.entries(files).map(([path, content]) => [
      path,
      /meta.data/.test(path) ? (JSON.parse(text(content)) as unknown) : text(content),
    ]),
  );
}

/** What is found in the guest. */
async function truth(guest: EmulatedGuest, distrusted: Credential): Promise<object> {
  const commands = Object.keys(expected("").prints);
  // One login for all: each takes seconds here.
  const script = commands.map((command) => `{ ${command}; } 2>&1 | base64 -w0; echo`).join("\n");
  const { output } = await guest.run(script);
  const printed = output.split("\n").map((line) => Buffer.from(line, "base64").toString().trimEnd());
  return {
    prints: Object.fromEntries(commands.map((command, at) => [command, printed[at]])),
    refused: [
      await guest.login("cpln", distrusted),
      await guest.login("cpln", "operator"),
      await guest.login("root", "platform-root"),
    ],
    owner: await guest.login("debian", "owner"),
  };
}

/** What must be found at each boot. */
function expected(mac: string): {
  readonly prints: Readonly<Record<string, string>>;
  refused: object;
  owner: string;
} {
  return {
    prints: {
      "cloud-init status --wait | tail -n 1": "status: done",
      "cat /root/runcmd": "ran",
      "cat /sys/class/net/enp1s0/address": mac,
      "ip -4 -o address show enp1s0 | awk '{print $4}'": "10.0.2.15/24",
      "getent ahostsv4 api.platform.svc.cluster.local | awk 'NR == 1 {print $1}'": "10.96.1.2",
      "getent ahostsv4 db | awk 'NR == 1 {print $1, $3}'": "10.96.1.1 db.shop.svc.cluster.local",
      "getent ahostsv4 elsewhere.example || echo unknown": "unknown",
    },
    refused: ["refused", "refused", "refused"],
    owner: "debian",
  };
}
