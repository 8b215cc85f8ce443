import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { isObject } from "../../src/field/json.ts";
import { mergePatch } from "../support/vm.ts";
import { workload } from "../support/workload.ts";
import type { Output } from "./clients.ts";
import { describeCluster } from "./describe-cluster.ts";
import { createNamespace } from "./objects.ts";
import { startVmgate } from "./vmgate.ts";

const definition = join(import.meta.dirname, "../../manifests/crds/workloads.cpln.io.yaml");

describeCluster("the definition of workload", (cluster) => {
  let namespace = "";
  beforeAll(async () => {
    const { code, stderr } = await cluster.kubectl(["apply", "--server-side", "-f", definition]);
    expect(code, stderr).toBe(0);
    await cluster.kubectl(["wait", "--for=condition=Established", "-f", definition]);
    namespace = await createNamespace(cluster);
  });
  afterAll(async () => {
    await cluster.kubectl(["delete", "-f", definition]);
  });

  const apply = (object: unknown): Promise<Output> =>
    cluster.kubectl(["apply", "-n", namespace, "-f", "-"], { input: JSON.stringify(object) });
  const named = (patch: object): unknown => mergePatch(workload(), { metadata: { namespace }, ...patch });

  test("a workload is stored as it was written", async () => {
    const written = named({ description: "a shop", tags: { team: "web", size: 2 } });
    const { code, stderr } = await apply(written);
    expect(code, stderr).toBe(0);
    const { stdout } = await cluster.kubectl(["get", "workload", "web", "-n", namespace, "-o", "json"]);
    const stored: unknown = JSON.parse(stdout);
    if (!isObject(stored) || !isObject(written)) throw new Error("no objects");
    for (const name of ["kind", "org", "gvc", "description", "tags", "spec"]) {
      expect(stored[name], name).toEqual(written[name]);
    }
  });

  test("a workload of an unknown type is refused", async () => {
    const { code, stderr } = await apply(named({ spec: { type: "pod" } }));
    expect(code).toBe(1);
    expect(stderr).toContain("spec.type");
  });

  test("an update of the org alone reaches vmgate, one of the tags does not", async () => {
    const vmgate = await startVmgate(cluster);
    await vmgate.register();
    try {
      const source = { http: null, oci: { image: "/org/acme/image/web:1" } };
      const own = { metadata: { namespace, name: "own" }, spec: { vm: { bootDisk: { source } } } };
      const created = await apply(named(own));
      expect(created.code, created.stderr).toBe(0);
      const before = await vmgate.countReviews();
      expect((await apply(named({ ...own, tags: { team: "db" } }))).code).toBe(0);
      expect(await vmgate.countReviews()).toBe(before);
      const { code, stderr } = await apply(named({ ...own, org: "evil" }));
      expect(code).toBe(1);
      expect(stderr).toContain("spec.vm.bootDisk.source.oci.image");
    } finally {
      await vmgate.unregister();
      await vmgate.stop();
    }
  });
});
