import { expect, test } from "vitest";
import { platformValues, type PlatformValues } from "../../src/injection/platform-values.ts";
import type { Platform } from "../../src/policy/policy.ts";
import { platform } from "../support/platform.ts";
import { describeGuest } from "./describe-guest.ts";
import type { RunningGuest } from "./guest.ts";

const config = "/etc/ssh/sshd_config";
const dropIn = `${config}.d/00-vmgate.conf`;

/** The boothook as a guest gets it. */
function hookFor(user: string): string {
  const ssh = { user, caPublicKeys: platform.ssh?.caPublicKeys ?? [] };
  const values: Platform = { ...platform, ssh };
  const guest = { kind: "cloudInitNoCloud", guestOs: "linux" } as const;
  const [part = ""] = (platformValues(values, "shop") as PlatformValues).forGuest(guest).parts;
  return part.slice(part.indexOf("\n\n") + 2);
}

async function runHook(guest: RunningGuest, user = "cpln"): Promise<string> {
  const text = Buffer.from(hookFor(user)).toString("base64");
  const { status, output } = await guest.run(
    `echo ${text} | base64 -d >/run/hook && chmod 700 /run/hook && /run/hook`,
  );
  expect(status).toBe(0);
  return output;
}

const output = async (guest: RunningGuest, command: string): Promise<string> =>
  (await guest.run(command)).output;

/** What sshd makes of its configuration for a user. */
const effective = (guest: RunningGuest, user: string): Promise<string> =>
  output(
    guest,
    `sshd -T -C user=${user},host=h,addr=10.0.0.1 | grep -E '^(trustedusercakeys|authorizedprincipalsfile) '`,
  );

const trusting = (user: string): string =>
  `trustedusercakeys /etc/ssh/${user}.ca\nauthorizedprincipalsfile /etc/ssh/${user}.principals`;
const trustingNobody = "trustedusercakeys none\nauthorizedprincipalsfile none";

/** Inodes and times of all that the hook may write: equal when it wrote nothing. */
const traces = (guest: RunningGuest): Promise<string> =>
  output(
    guest,
    `ls -li --full-time ${config} ${config}.d /etc/ssh/*.ca /etc/ssh/*.principals /etc/sudoers.d 2>&1; cat /etc/passwd`,
  );

describeGuest("the boothook", (create) => {
  test("whatever sshd's configuration looks like, it is added once and never at a cost", async () => {
    const guest = await (
      await create()
    ).boot(
      { "nocloud/user-data": "#cloud-config\n", "nocloud/meta-data": '{"instance-id": "i-1"}' },
      {
        firmwareUuid: "5d307ca9-b3ef-428c-8861-06e72d69f223",
        nic: { name: "enp1s0", mac: "02:00:00:00:00:01" },
      },
    );
    await guest.run(`mkdir -p /run/sshd /etc/sudoers.d; cp ${config} /root/shipped`);

    // Debian's own configuration has an Include.
    await runHook(guest);
    expect(await effective(guest, "cpln")).toBe(trusting("cpln"));
    expect(await effective(guest, "debian")).toBe(trustingNobody);
    expect(
      await output(
        guest,
        `stat -c %a ${dropIn} /etc/ssh/cpln.ca /etc/ssh/cpln.principals /etc/sudoers.d/cpln`,
      ),
    ).toBe("600\n644\n644\n440");
    expect(
      await output(guest, `cmp ${config} /root/shipped; id -un cpln; sudo -l -U cpln 2>&- | tail -1`),
    ).toMatch(/^cpln\n.*NOPASSWD: ALL$/);
    expect(Number(await output(guest, "id -u cpln"))).toBeLessThan(1000);
    const before = await traces(guest);
    await runHook(guest);
    expect(await traces(guest), "a second run").toBe(before);

    // Another user of the platform's later.
    await runHook(guest, "ops");
    expect(await effective(guest, "ops")).toBe(trusting("ops"));
    expect(await effective(guest, "cpln")).toBe(trustingNobody);

    // An owner's configuration that sshd refuses is left alone, and so is what stood before.
    await guest.run(`cp ${dropIn} /root/drop-in; echo Nonsense >>${config}`);
    expect(await runHook(guest)).toContain(`vmgate: sshd refuses ${dropIn}`);
    expect(await output(guest, `cmp ${dropIn} /root/drop-in; ls ${config}.d`)).toBe("00-vmgate.conf");

    // Without an Include: a block at the end.
    await guest.run(
      `rm ${dropIn}; grep -v ^Include /root/shipped >${config}; cp ${config} /root/bare; chmod 640 ${config}`,
    );
    await runHook(guest);
    expect(await effective(guest, "cpln")).toBe(trusting("cpln"));
    expect(
      await output(
        guest,
        `head -n -9 ${config} | cmp - /root/bare; tail -n 9 ${config} | sed -n '1p;2p;9p'; stat -c %a ${config}`,
      ),
    ).toBe("# vmgate\nMatch User cpln\nMatch all\n640");
    const appended = await traces(guest);
    await runHook(guest);
    expect(await traces(guest), "a second run").toBe(appended);

    // The end of the block is gone, and something of the owner's follows.
    await guest.run(`sed -i '/^Match all$/d' ${config}; echo 'PermitRootLogin no' >>${config}`);
    await runHook(guest);
    expect(
      await output(
        guest,
        `grep -c '^# vmgate$' ${config}; grep -c '^Match User' ${config}; grep -c '^PermitRootLogin no$' ${config}`,
      ),
    ).toBe("1\n1\n1");
    expect(await effective(guest, "cpln")).toBe(trusting("cpln"));

    // Another user of the platform's later: the older block goes.
    await runHook(guest, "ops");
    expect(await output(guest, `grep -c '^Match User' ${config}; grep '^PermitRootLogin' ${config}`)).toBe(
      "1\nPermitRootLogin no",
    );
    expect(await effective(guest, "ops")).toBe(trusting("ops"));

    // The owner's account of the same name stays as it is.
    await guest.run("userdel -r ops; useradd -m -u 1234 -s /bin/bash ops");
    await runHook(guest, "ops");
    expect(await output(guest, "getent passwd ops")).toBe("ops:x:1234:1234::/home/ops:/bin/bash");
    expect(await output(guest, "ls /run/vmgate.key* /etc/ssh/*.new /etc/ssh/*.old 2>/dev/null")).toBe("");
    await guest.powerOff();
  });
});
