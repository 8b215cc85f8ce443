import { expect, test } from "vitest";
import { describeGuest } from "./describe-guest.ts";
import { factsOf, platformFacts, type Facts } from "./facts.ts";
import { makeKeys } from "./keys.ts";
import { admitVm, hardware, machine, platformPolicy, seedOf, start } from "./machine.ts";
import { renderers, type RendererName } from "./renderers.ts";
import type { Release } from "./tree.ts";

/*
 * Guests whose network is configured by something else than netplan, in a network whose DHCP server offers another name
 * server. Each is tried on one release in every run, and on the other too by VMGATE_GUESTS=all.
 */

const userData = "#cloud-config\nruncmd: [echo ran >>/root/runcmd]\n";
const boots = [
  { server: "10.0.2.53", trusted: "platform-user", distrusted: "next-platform-user" },
  { server: "10.0.2.54", trusted: "next-platform-user", distrusted: "platform-user" },
] as const;

const isTried = (name: RendererName, release: Release): boolean =>
  process.env["VMGATE_GUESTS"] === "all" || renderers[name].always === release;
const cases = (["bookworm", "trixie"] as const).flatMap((release) =>
  (Object.keys(renderers) as RendererName[])
    .filter((name) => isTried(name, release))
    .flatMap((name) => renderers[name].kinds.map((kind) => [release, name, kind] as const)),
);

describeGuest("a guest without netplan", (create) => {
  test.for(cases)(
    "%s with %s, %s: what it resolves names by at both boots",
    async ([release, name, kind]) => {
      const renderer = renderers[name];
      const guest = await create(release, renderer);
      const keys = makeKeys(guest.keyFolder);
      const policies = [
        platformPolicy(boots[0].server, keys["platform-ca"]),
        platformPolicy(boots[1].server, keys["next-platform-ca"]),
      ] as const;
      const stored = admitVm(machine(kind, { userData }), policies[0]);
      for (const index of [0, 1] as const) {
        const disk = start(stored, policies[index], { keys: { owner: keys.owner } });
        const network = { nameServer: boots[index].server, up: renderer.up };
        const running = await guest.boot(seedOf(disk), { ...hardware(index + 1), network });
        const expected = truth(release, name, index);
        expect(await factsOf(running, expected), running.console).toEqual(expected);
        await running.powerOff();
      }
    },
  );
});

/** What is true at the first boot (0) or the second (1). */
function truth(release: Release, name: RendererName, index: 0 | 1): Facts {
  const { server, trusted, distrusted } = boots[index];
  const { asks, written } = renderers[name];
  const { servers, search } = asks[release](server);
  const isPlatform = servers[0] === server;
  const { statuses, logins, prints } = platformFacts(trusted, distrusted);
  return {
    statuses,
    logins: { ...logins, "debian owner": "debian" },
    prints: {
      ...prints,
      "cat /root/runcmd": "ran",
      [written[0]]: written[1],
      "ip -4 -o address show enp1s0 | awk '{print $4}'": "10.0.2.15/24",
      "sed -n 's/^nameserver //p' /etc/resolv.conf": servers.join("\n"),
      "sed -nE 's/^search (.*[^.])[.]?$/\\1/p' /etc/resolv.conf": search,
      "getent ahostsv4 api.platform.svc.cluster.local | awk 'NR == 1 {print $1}'": isPlatform
        ? "10.96.1.2"
        : "192.0.2.66",
      "getent ahostsv4 db | awk 'NR == 1 {print $1, $3}'": isPlatform
        ? "10.96.1.1 db.shop.svc.cluster.local"
        : "192.0.2.66 db.dhcp.example",
      "getent ahostsv4 elsewhere.example >/dev/null && echo known || echo unknown": isPlatform
        ? "unknown"
        : "known",
    },
  };
}
