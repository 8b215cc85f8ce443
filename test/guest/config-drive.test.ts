import { expect, test } from "vitest";
import { parse } from "yaml";
import { describeGuest } from "./describe-guest.ts";
import { factsOf, platformFacts } from "./facts.ts";
import { makeKeys } from "./keys.ts";
import { admit, hardware, machine, platformPolicy, seedOf, start } from "./machine.ts";

describeGuest("a guest with a ConfigDrive", (create) => {
  test("it ignores the mark in the network data, and keeps the user data of its first boot", async () => {
    const guest = await create();
    const keys = makeKeys(guest.keyFolder);
    const [first, second] = [
      platformPolicy("10.96.0.10", keys["platform-ca"]),
      platformPolicy("10.96.0.53", keys["next-platform-ca"]),
    ];
    const userData = "#cloud-config\nruncmd: [echo ran >>/root/runcmd]\n";
    const stored = admit(machine("cloudInitConfigDrive", { userData }), first);
    const trusted = platformFacts("platform-user", "next-platform-user");
    const truth = {
      ...trusted,
      logins: { ...trusted.logins, "debian owner": "debian" },
      prints: {
        ...trusted.prints,
        "cat /root/runcmd": "ran",
        "cat /etc/systemd/resolved.conf.d/vmgate.conf":
          "[Resolve]\nDNS=10.96.0.10\nDomains=shop.svc.cluster.local svc.cluster.local ~.",
      },
    };
    for (const [index, policy] of [first, second].entries()) {
      const disk = start(stored, policy, { keys: { owner: keys.owner } });
      const running = await guest.boot(seedOf(disk), hardware(index, "enp1s0"));
      expect(await factsOf(running, truth), running.console).toEqual(truth);
      const network = parse((await running.run("cat /etc/netplan/50-cloud-init.yaml")).output) as unknown;
      expect(network).toEqual({
        network: { version: 2, ethernets: { enp1s0: { dhcp4: true }, eth0: { dhcp4: true } } },
      });
      await running.powerOff();
    }
  });
});
