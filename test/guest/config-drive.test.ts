import { expect, test } from "vitest";
import { parse } from "yaml";
import { describeGuest } from "./describe-guest.ts";
import { factsOf, platformFacts, type Facts } from "./facts.ts";
import { makeKeys } from "./keys.ts";
import { admitVm, hardware, machine, platformPolicy, seedOf, start } from "./machine.ts";

describeGuest("a guest with a ConfigDrive", (create) => {
  test.for(["bookworm", "trixie"] as const)(
    "%s: it ignores the mark in the network data, and reads its disk at each boot",
    async (release) => {
      const guest = await create(release);
      const keys = makeKeys(guest.keyFolder);
      const [first, second] = [
        platformPolicy("10.96.0.10", keys["platform-ca"]),
        platformPolicy("10.96.0.53", keys["next-platform-ca"]),
      ];
      const userData =
        "#cloud-config\nbootcmd: [echo boot >>/root/bootcmd]\nruncmd: [echo ran >>/root/runcmd]\n";
      const stored = admitVm(machine("cloudInitConfigDrive", { userData }), first);
      const boots = [
        [first, truth(platformFacts("platform-user", "next-platform-user"), "10.96.0.10", "boot")],
        [second, truth(platformFacts("next-platform-user", "platform-user"), "10.96.0.53", "boot\nboot")],
        [
          second,
          truth(platformFacts("next-platform-user", "platform-user"), "10.96.0.53", "boot\nboot\nboot"),
        ],
      ] as const;
      for (const [index, [policy, expected]] of boots.entries()) {
        const disk = start(stored, policy, { keys: { owner: keys.owner } });
        const running = await guest.boot(seedOf(disk), hardware(index, "enp1s0"));
        expect(await factsOf(running, expected), running.console).toEqual(expected);
        const network = parse((await running.run("cat /etc/netplan/50-cloud-init.yaml")).output) as unknown;
        expect(network).toEqual({
          network: { version: 2, ethernets: { enp1s0: { dhcp4: true }, eth0: { dhcp4: true } } },
        });
        await running.powerOff();
      }
    },
  );
});

function truth(platform: Facts, server: string, bootcmd: string): Facts {
  return {
    ...platform,
    logins: { ...platform.logins, "debian owner": "debian" },
    prints: {
      ...platform.prints,
      "cat /root/bootcmd": bootcmd,
      "cat /root/runcmd": "ran",
      "cat /etc/systemd/resolved.conf.d/vmgate.conf": `[Resolve]\nDNS=${server}\nDomains=shop.svc.cluster.local svc.cluster.local ~.`,
    },
  };
}
