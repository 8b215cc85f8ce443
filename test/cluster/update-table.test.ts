import { describe, expect, test } from "vitest";
import { Field } from "../../src/field/field.ts";
import { removeIn } from "../../src/field/edit.ts";
import { hashOf } from "../../src/defaults/record.ts";
import type { ApiObject } from "./client.ts";
import type { Output } from "./clients.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createBoundClaim, finishDataVolume } from "./kubelet.ts";
import { ask, createNamespace, kubevirtPath, waitForObject } from "./objects.ts";
import {
  comparable,
  disk,
  disks,
  domain,
  inDomain,
  laterVersion,
  limit,
  preference,
  rows,
  steps,
  two,
  unrecorded,
  vmOf,
  written,
} from "./update-rows.ts";
import { asList, merged, rulesNamed, type Manifest } from "./virtual-machines.ts";
import { useVmgate } from "./use-vmgate.ts";
import { waitFor } from "./wait.ts";

/** How a client makes an object, and changes it. */
const clients = {
  "kubectl apply": { create: ["apply"], update: ["apply"] },
  "kubectl apply --server-side": { create: ["apply", "--server-side"], update: ["apply", "--server-side"] },
  "kubectl replace": { create: ["create"], update: ["replace"] },
} as const;
type ClientName = keyof typeof clients;
const names = Object.keys(clients) as ClientName[];

describeCluster("updates of defaults on the API server", (cluster) => {
  const gate = useVmgate(cluster, {
    async before() {
      for (const name of ["fedora", "windows.11"]) {
        await cluster.apply({
          apiVersion: "instancetype.kubevirt.io/v1beta1",
          kind: "VirtualMachineClusterPreference",
          metadata: { name },
          spec: {},
        });
      }
      await run(["create"], manifest("installed", { runStrategy: "Halted" }));
      await run(["create"], manifest("later", laterVersion));
      await run(["create"], manifest("unrecorded", unrecorded));
    },
  });
  let count = 0;
  const manifest = (name: string, spec: Manifest): Manifest => vmOf(gate.namespace, name, spec);
  const run = (args: readonly string[], input: Manifest): Promise<Output> =>
    cluster.kubectl([...args, "-f", "-"], { input: JSON.stringify(input) });
  const get = async (name: string): Promise<ApiObject> =>
    (await cluster.request("GET", kubevirtPath(gate.namespace, "virtualmachines", name))).body;
  const list = async (namespace: string): Promise<readonly ApiObject[]> => {
    const path = kubevirtPath(namespace, "virtualmachines", "").slice(0, -1);
    return (await cluster.request("GET", path)).body.items ?? [];
  };
  /** kubectl replace reads the object first, and KubeVirt's controller may write in between: then it is sent again. */
  const send = async (
    client: ClientName,
    step: "create" | "update",
    name: string,
    spec: Manifest,
  ): Promise<Output> => {
    const output = await waitFor(`${client} of ${name}`, async () => {
      const sent = await run(clients[client][step], manifest(name, spec));
      return sent.stderr.includes("(Conflict)") ? undefined : sent;
    });
    expect(output.code, output.stderr).toBe(0);
    return output;
  };
  const patch = (name: string, change: Manifest): Promise<Output> =>
    cluster.kubectl([
      "patch",
      "vm",
      name,
      "-n",
      gate.namespace,
      "--type=merge",
      "-p",
      JSON.stringify({ spec: change }),
    ]);
  const newName = (): string => `vm-${(count += 1)}`;

  describe.each(names)("%s", (client) => {
    test.each(rows)(
      "%s: as on CREATE, and applied again without a change",
      async (_words, before, after, path, wanted) => {
        const [name, other] = [newName(), newName()];
        await send(client, "create", name, before);
        await send(client, "update", name, after);
        const updated = await get(name);
        expect(Field.root(updated.spec).at(...steps(path)).value).toEqual(wanted);
        await send(client, "create", other, after);
        expect(comparable(updated)).toEqual(comparable(await get(other)));
        await send(client, "update", name, after);
        expect((await get(name)).metadata?.generation).toBe(updated.metadata?.generation);
      },
    );

    test("a second device with the user's order is refused, as on CREATE", async () => {
      const name = newName();
      await send(client, "create", name, disks(disk("root", { bootOrder: 1 })));
      const both = manifest(
        name,
        merged(two, disks(disk("root", { bootOrder: 1 }), disk("data", { bootOrder: 1 }))),
      );
      const { code, stderr } = await run(clients[client].update, both);
      expect(code).toBe(1);
      expect(rulesNamed(stderr)).toContain("boot-order");
    });

    test("a preference takes out nothing that was written, and a warning lists what stays", async () => {
      const name = newName();
      await send(client, "create", name, written);
      const { stderr } = await send(client, "update", name, merged(written, preference("fedora")));
      const { spec } = await get(name);
      expect(spec).toHaveProperty(inDomain("firmware.bootloader"), { efi: { secureBoot: false } });
      expect(spec).toHaveProperty(inDomain("devices.disks.0.disk.bus"), "virtio");
      expect(spec).toHaveProperty(inDomain("clock.timezone"), "UTC");
      expect(stderr).toMatch(/disk bus, bootloader, clock of an installed guest/);
    });

    test("a preference that is added and removed changes nothing that a guest was installed with", async () => {
      const name = newName();
      await send(client, "create", name, {});
      const installed = comparable(await get(name)) as Manifest;
      await send(client, "update", name, preference("fedora"));
      expect({ ...(comparable(await get(name)) as Manifest), preference: null }).toEqual({
        ...installed,
        preference: null,
      });
      await send(client, "update", name, {});
      expect(comparable(await get(name))).toEqual(installed);
    });

    test("a preference that is removed brings in nothing", async () => {
      const name = newName();
      await send(client, "create", name, preference("fedora"));
      const { stderr } = await send(client, "update", name, {});
      const { spec } = await get(name);
      expect(spec).not.toHaveProperty(inDomain("firmware.bootloader"));
      expect(spec).toHaveProperty(inDomain("devices.disks.0.disk"), {});
      expect(stderr).toContain("to an installed guest");
    });

    test("a Windows preference makes a Windows guest, and hyperv features alone only warn", async () => {
      const [name, other] = [newName(), newName()];
      const guestOs = ["template", "metadata", "annotations", "vm.cpln.io/guest-os"];
      await send(client, "create", name, {});
      await send(client, "update", name, preference("windows.11"));
      expect((await get(name)).spec).toHaveProperty(guestOs, "windows");
      await send(client, "create", other, {});
      const { stderr } = await send(
        client,
        "update",
        other,
        domain({ features: { hyperv: { relaxed: {} } } }),
      );
      expect((await get(other)).spec).toHaveProperty(guestOs, "linux");
      expect(stderr).toContain("[guest-os]");
    });

    test("firmware uuid and serial stay", async () => {
      const name = newName();
      await send(client, "create", name, {});
      const { uuid, serial } = firmware(await get(name));
      expect(uuid).toEqual(expect.any(String));
      await send(client, "update", name, limit("2"));
      expect(firmware(await get(name))).toMatchObject({ uuid, serial });
    });

    test("virtctl stop, the same manifest, then running: true", async () => {
      const name = newName();
      await send(client, "create", name, {});
      await cluster.mustVirtctl(["stop", name, "-n", gate.namespace]);
      await send(client, "update", name, {});
      expect((await get(name)).spec).toHaveProperty("runStrategy", "Halted");
      await send(client, "update", name, { running: true });
      const { spec } = await get(name);
      expect(spec).toHaveProperty("running", true);
      expect(spec).not.toHaveProperty("runStrategy");
    });
  });

  test("what a patch set to Halted starts with running: true", async () => {
    const name = newName();
    await send("kubectl apply", "create", name, {});
    expect((await patch(name, { runStrategy: "Halted" })).code).toBe(0);
    await send("kubectl apply", "update", name, { running: true });
    expect((await get(name)).spec).not.toHaveProperty("runStrategy");
  });

  test("a hotplug of sockets by kubectl patch leaves the cores, and says how many vCPUs that makes", async () => {
    const name = newName();
    await send("kubectl apply", "create", name, limit("4"));
    const { code, stderr } = await patch(name, domain({ cpu: { sockets: 2 } }));
    expect(code, stderr).toBe(0);
    expect(stderr).toContain("8 vCPUs");
    expect((await get(name)).spec).toHaveProperty(inDomain("cpu"), { cores: 4, sockets: 2, threads: 1 });
  });

  test("in a copy of a live VM every value is its owner's, and the record is its own", async () => {
    const [name, copy] = [newName(), newName()];
    await send("kubectl apply", "create", name, {});
    const live = await get(name);
    const spec = removeIn(live.spec, [...["template", "spec", "domain", "firmware"], "uuid"]);
    const created = await run(["create"], { ...manifest(copy, {}), spec });
    expect(created.code, created.stderr).toBe(0);
    expect(recordOf(await get(copy))).toEqual({ vm: `${gate.namespace}/${copy}`, fields: {} });
    expect((await patch(copy, limit("4"))).code).toBe(0);
    expect((await get(copy)).spec).toHaveProperty(inDomain("cpu.cores"), 1);
  });

  test("a forged record owns nothing", async () => {
    const name = newName();
    const fields = { "clock.timezone": hashOf("UTC"), runStrategy: hashOf("Always") };
    const forged = { "vm.cpln.io/defaulted": JSON.stringify({ vm: `${gate.namespace}/${name}`, fields }) };
    const stated = merged(domain({ clock: { timezone: "UTC" } }), {
      template: { metadata: { annotations: forged } },
    });
    await send("kubectl replace", "create", name, stated);
    expect(recordOf(await get(name)).fields).not.toHaveProperty("clock.timezone");
    const { stderr } = await patch(name, domain({ clock: { utc: {} } }));
    expect(rulesNamed(stderr)).toContain("clock");
  });

  test("of a later version's record what this one knows counts, and the rest is left out", async () => {
    expect((await patch("later", domain({ clock: { utc: {} } }))).code).toBe(0);
    const later = await get("later");
    expect(later.spec).toHaveProperty(inDomain("clock"), { utc: {} });
    expect(Object.keys(recordOf(later).fields)).not.toContain("tpm");
  });

  test("a VM under the contract without a record keeps all it has", async () => {
    expect((await patch("unrecorded", limit("4"))).code).toBe(0);
    expect((await get("unrecorded")).spec).toHaveProperty(inDomain("cpu.cores"), 1);
    await run(["replace"], manifest("unrecorded", {}));
    const { spec } = await get("unrecorded");
    expect(spec).toHaveProperty(inDomain("cpu.cores"), 1);
    expect(spec).not.toHaveProperty(inDomain("firmware.bootloader"));
  });

  test("an installed BIOS guest is adopted as it is, and a warning lists what it does not get", async () => {
    const before = (await get("installed")).spec;
    const { code, stderr } = await patch("installed", {
      template: { metadata: { annotations: { "vm.cpln.io/adopt": "true" } } },
    });
    expect(code, stderr).toBe(0);
    const { spec } = await get("installed");
    expect(spec).toHaveProperty(["template", "metadata", "annotations", "vm.cpln.io/contract"], "v1");
    expect(stderr).toMatch(/cpu topology, disk bus, boot order, bootloader, clock/);
    for (const path of ["cpu", "firmware", "clock", "devices.disks"]) {
      const at = steps(inDomain(path));
      expect(Field.root(spec).at(...at).value).toEqual(Field.root(before).at(...at).value);
    }
    expect(spec).toHaveProperty(inDomain("devices.interfaces.0.masquerade"), {});
    expect((await patch("installed", { runStrategy: "Always" })).code).toBe(0);
    const path = kubevirtPath(gate.namespace, "virtualmachineinstances", "installed");
    const instance = await waitForObject(cluster, path, () => true);
    // KubeVirt boots it with BIOS.
    expect(instance.spec).not.toHaveProperty("domain.firmware.bootloader");
  });

  test("every VM that the table has stored starts", async () => {
    const distinct = new Map((await list(gate.namespace)).map((vm) => [JSON.stringify(comparable(vm)), vm]));
    expect(distinct.size).toBeGreaterThan(20);
    const namespace = await createNamespace(cluster);
    for (const claim of ["root", "data", "sys"]) await createBoundClaim(cluster, namespace, claim);
    const copies = [...distinct.values()].map(({ metadata, spec }) => {
      const stopped = spec?.["running"] === undefined ? { runStrategy: "Halted" } : { running: false };
      const { name } = metadata ?? {};
      return { ...manifest("", {}), metadata: { name, namespace }, spec: { ...spec, ...stopped } };
    });
    // As they are stored, byte for byte.
    await gate.vmgate.unregister();
    const created = await run(["create"], asList(...copies));
    expect(created.code, created.stderr).toBe(0);
    await gate.vmgate.register();

    for (const { metadata, spec } of copies) {
      const started = "running" in spec ? { running: true } : { runStrategy: "Always" };
      const path = kubevirtPath(namespace, "virtualmachines", metadata.name ?? "");
      await ask(
        cluster,
        "PATCH",
        path,
        { spec: started },
        { "content-type": "application/merge-patch+json" },
      );
    }
    await finishDataVolume(cluster, namespace, "two");
    for (const { metadata } of copies) {
      const path = kubevirtPath(namespace, "virtualmachineinstances", metadata.name ?? "");
      // It has its pod.
      await waitForObject(cluster, path, ({ status }) => JSON.stringify(status ?? {}).includes("Scheduling"));
    }
    for (const { metadata, status } of await list(namespace)) {
      const { conditions = [] } = status as { conditions?: { type: string; status: string }[] };
      const failures = conditions.filter((c) => c.type === "Failure" && c.status === "True");
      expect.soft(failures, metadata?.name).toEqual([]);
    }
  });
});

function firmware({ spec }: ApiObject): Manifest {
  return Field.root(spec).at("template", "spec", "domain", "firmware").value as Manifest;
}

function recordOf({ spec }: ApiObject): { readonly vm: string; readonly fields: Record<string, string> } {
  const field = Field.root(spec).at("template", "metadata", "annotations", "vm.cpln.io/defaulted");
  return JSON.parse(field.string ?? "null") as { vm: string; fields: Record<string, string> };
}
