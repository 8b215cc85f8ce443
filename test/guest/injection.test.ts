import { expect, test } from "vitest";
import { parse } from "yaml";
import { describeGuest } from "./describe-guest.ts";
import { factsOf, platformFacts, type Facts } from "./facts.ts";
import { makeKeys } from "./keys.ts";
import { admitVm, hardware, machine, platformPolicy, seedOf, start, userSecretName } from "./machine.ts";
import { shapes, type Shape } from "./shapes.ts";

describeGuest("a guest with the platform's cloud-init", (create) => {
  const cases = [
    ...Object.entries(shapes).map(([name, shape]) => ["bookworm", name, shape] as const),
    ...Object.entries(shapes).flatMap(([name, shape]) =>
      shape.isOnTrixie ? [["trixie", name, shape] as const] : [],
    ),
  ];
  test.for(cases)("%s: %s", async ([release, , shape]) => {
    const guest = await create(release);
    const keys = makeKeys(guest.keyFolder);
    const [first, second] = [
      platformPolicy("10.96.0.10", keys["platform-ca"]),
      platformPolicy("10.96.0.53", keys["next-platform-ca"]),
    ];
    const secrets = {
      keys: { owner: keys.owner },
      [userSecretName]: { userdata: shape.secret?.(keys) ?? "" },
    };
    const stored = admitVm(machine("cloudInitNoCloud", shape.source(keys)), first);

    const booted = await guest.boot(seedOf(start(stored, first, secrets)), hardware(1, shape.nic));
    const atFirst = truthOf(shape, 0, platformFacts("platform-user", "next-platform-user"));
    expect(await factsOf(booted, atFirst), booted.console).toEqual(atFirst);
    expect(parse((await booted.run(readNetplan)).output)).toEqual(netplan("10.96.0.10"));
    await booted.powerOff();

    const again = await guest.boot(seedOf(start(stored, second, secrets)), hardware(2, shape.nic));
    const atSecond = truthOf(shape, 1, platformFacts("next-platform-user", "platform-user"));
    expect(await factsOf(again, atSecond), again.console).toEqual(atSecond);
    expect(parse((await again.run(readNetplan)).output)).toEqual(netplan("10.96.0.53"));
  });
});

const readNetplan = "cat /etc/netplan/50-cloud-init.yaml";

/** What cloud-init makes of the platform's network data. */
function netplan(server: string): object {
  const ethernet = (pattern: string): object => ({
    match: { name: pattern },
    dhcp4: true,
    "dhcp4-overrides": { "use-dns": false, "use-domains": false },
    nameservers: { addresses: [server], search: ["shop.svc.cluster.local", "svc.cluster.local"] },
  });
  return { network: { version: 2, ethernets: { enp1s0: ethernet("en*"), eth0: ethernet("eth*") } } };
}

/** What is true at the first boot (0) or the second (1): of every guest, and of this one. */
function truthOf({ logins, prints }: Shape, boot: 0 | 1, { statuses, ...all }: Facts): Facts {
  const now = (truths: Shape["prints"]): Record<string, string> =>
    Object.fromEntries(
      Object.entries(truths).map(([name, truth]) => [name, typeof truth === "string" ? truth : truth[boot]]),
    );
  return {
    statuses,
    logins: { ...all.logins, ...now(logins) },
    prints: { ...all.prints, ...now(prints) },
  };
}
