import { expect, test } from "vitest";
import { describeGuest } from "./describe-guest.ts";
import { login, makeKeys } from "./keys.ts";

describeGuest("a guest without vmgate", (create) => {
  test("it boots twice, runs its user data once, and trusts nobody but its owner", async () => {
    const guest = await create();
    const keys = makeKeys(guest.keyFolder);
    const seed = {
      "nocloud/user-data": "#cloud-config\nruncmd: [echo ran >>/root/runcmd]\n",
      "nocloud/meta-data": JSON.stringify({ "instance-id": "i-1", "public-keys": { "0": keys.owner } }),
    };
    for (const mac of ["02:00:00:00:00:01", "02:00:00:00:00:02"]) {
      const hardware = { firmwareUuid: "i-1", nic: { name: "enp1s0", mac } };
      const running = await guest.boot(seed, hardware);
      expect(running.statuses, running.console).toEqual({
        local: 0,
        network: 0,
        sshd: 0,
        config: 0,
        final: 0,
      });
      expect(await running.run("cat /root/runcmd; cat /sys/class/net/enp1s0/address")).toEqual({
        status: 0,
        output: `ran\n${mac}`,
      });
      expect(await login(running, "debian", "owner")).toBe("debian");
      expect(await login(running, "debian", "operator")).toBe("refused");
      expect(await login(running, "cpln", "platform-user")).toBe("refused");
      expect(await login(running, "root", "platform-root")).toBe("refused");
      expect((await running.run("exit 3")).status).toBe(3);
      await running.powerOff();
    }
  });
});
