import { beforeAll, expect, test } from "vitest";
import { derivedSecretName } from "../../src/injection/derived-secret.ts";
import { contractAnnotation } from "../../src/vm/contract-annotation.ts";
import { node, otherNode, type Node } from "../cluster/certificates.ts";
import { ask, createNamespace, waitForObject } from "../cluster/objects.ts";
import { registeredWebhooks, untilArmed } from "../cluster/replicas.ts";
import {
  brokenRules,
  merged,
  refusedMachine,
  rulesNamed,
  virtualMachine,
} from "../cluster/virtual-machines.ts";
import { waitFor } from "../cluster/wait.ts";
import { describeNode } from "./describe-node.ts";
import { evictPods, readyPods, usage } from "./pods.ts";
import { commandsBehind, shell } from "./readme.ts";
import { ageAuthority, renewCertificate, replacePolicy, spoilPolicy } from "./rotation.ts";
import { whileCreating } from "./stream.ts";

/*
 * vmgate's image in pods, installed with the commands of manifests/README.md and called through the ClusterIP of its
 * Service.
 */

const dns = { platform: { dns: { servers: ["10.0.0.10"], search: ["svc.cluster.local"] } } };

/** Sends its second argument to the path in its first, as the account of the pod that it runs in. */
const postWithOwnToken = `
const [path, body] = process.argv.slice(1);
const file = (name) => require("fs").readFileSync("/var/run/secrets/kubernetes.io/serviceaccount/" + name, "utf8");
const headers = { authorization: "Bearer " + file("token"), "content-type": "application/json" };
const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = process.env;
const options = { host, port, path, method: "POST", ca: file("ca.crt"), headers };
require("https").request(options, (answer) => answer.pipe(process.stdout)).end(body);`;

describeNode("vmgate on a node", (cluster, helm) => {
  let namespace = "";
  beforeAll(async () => {
    namespace = await createNamespace(cluster);
  });
  const run = async (commands: string): Promise<void> => {
    const { code, stderr } = await shell(cluster, helm, commands);
    if (code !== 0) throw new Error(`${commands} exited with ${code}:\n${stderr}`);
  };
  const create = (vm: object, query = ""): ReturnType<typeof cluster.request> =>
    cluster.request("POST", `/apis/kubevirt.io/v1/namespaces/${namespace}/virtualmachines${query}`, vm);

  /** That the pods refuse a machine in vmgate's words, and admit another. */
  const expectInForce = async (): Promise<void> => {
    await untilArmed(cluster);
    for (const { clientConfig } of await registeredWebhooks(cluster)) {
      expect(clientConfig).toMatchObject({ service: { name: "vmgate", namespace: "vmgate" } });
    }
    const refused = await waitFor("a refusal", async () => {
      const answer = await create(refusedMachine("web"), "?dryRun=All");
      return answer.status === 422 ? answer : undefined;
    });
    expect(rulesNamed(refused.body.message ?? "")).toEqual(brokenRules);
    const { status, text } = await create(virtualMachine("web"), "?dryRun=All");
    expect(status, text).toBe(201);
    expect(text).toContain(contractAnnotation.name);
  };

  test("README's commands for helm install it", { timeout: 180_000 }, async () => {
    await run(commandsBehind("By Helm, with your image"));
    await expectInForce();
    expect(await readyPods(cluster)).toHaveLength(2);
  });

  test(
    "every create is answered while pods, certificate and policy change",
    { timeout: 300_000 },
    async () => {
      await ageAuthority(cluster);
      await expectInForce();
      const result = await whileCreating(cluster, namespace, async () => {
        await run("kubectl -n vmgate rollout restart deployment vmgate");
        await run("kubectl -n vmgate rollout status deployment vmgate");
        const [killed] = await readyPods(cluster);
        await run(`kubectl -n vmgate delete pod ${killed?.name ?? ""} --force --grace-period=0`);
        await run("kubectl -n vmgate rollout status deployment vmgate");
        expect(await evictPods(cluster)).toBe(1);
        await run("kubectl -n vmgate rollout status deployment vmgate");
        await renewCertificate(cluster);
        await spoilPolicy(cluster);
        await replacePolicy(cluster, dns);
      });
      console.log(`${result.answered} creates, the slowest took ${result.slowestMs} ms.`);
      for (const { pod, memoryMiB, cpuSeconds } of await usage(cluster)) {
        console.log(`${pod}: ${memoryMiB} MiB, ${cpuSeconds} s of CPU`);
      }
      expect(result.wrong).toEqual([]);
      expect(result.answered).toBeGreaterThan(100);
      const pods = await readyPods(cluster);
      expect(pods.map(({ restarts }) => restarts)).toEqual([0, 0]);
    },
  );

  test(
    "every create is answered while one node is drained after the other",
    { timeout: 300_000 },
    async () => {
      const nodesOfPods = async (): Promise<string[]> =>
        (await readyPods(cluster)).map((pod) => pod.node).toSorted();
      const drain = async ({ name }: Node): Promise<string> => {
        const drained = await shell(
          cluster,
          helm,
          `kubectl drain ${name} --pod-selector=app.kubernetes.io/name=vmgate --delete-emptydir-data --timeout=90s`,
        );
        expect(drained.code, drained.stderr).toBe(0);
        await run("kubectl -n vmgate rollout status deployment vmgate");
        return drained.stderr;
      };
      await run("kubectl -n vmgate rollout restart deployment vmgate");
      await run("kubectl -n vmgate rollout status deployment vmgate");
      await waitFor("both nodes to have a pod", async () =>
        (await nodesOfPods()).join() === [node.name, otherNode.name].join() ? true : undefined,
      );
      const result = await whileCreating(cluster, namespace, async () => {
        await drain(otherNode);
        expect(await nodesOfPods()).toEqual([node.name, node.name]);
        await run(`kubectl uncordon ${otherNode.name}`);
        // Both pods are to go at once now: the disruption budget lets one.
        expect(await drain(node)).toContain("disruption budget");
        expect(await nodesOfPods()).toEqual([otherNode.name, otherNode.name]);
        await run(`kubectl uncordon ${node.name}`);
      });
      console.log(`${result.answered} creates during drains, the slowest took ${result.slowestMs} ms.`);
      expect(result.wrong).toEqual([]);
      expect(result.answered).toBeGreaterThan(20);
    },
  );

  test("a pod's own token writes the derived Secret of a VM that starts, and no other", async () => {
    const secrets = `/api/v1/namespaces/${namespace}/secrets`;
    const stringData = { userdata: "#cloud-config\nruncmd: [touch /root/mine]\n" };
    await ask(cluster, "POST", secrets, { metadata: { name: "user-data" }, stringData });
    const volumes = [
      { name: "root", persistentVolumeClaim: { claimName: "root" } },
      { name: "seed", cloudInitNoCloud: { secretRef: { name: "user-data" } } },
    ];
    const disks = volumes.map(({ name }) => ({ name, disk: { bus: "virtio" } }));
    const template = { spec: { volumes, domain: { devices: { disks } } } };
    const spec = { runStrategy: "Always", dataVolumeTemplates: null, template };
    const { status, text, body } = await create(merged(virtualMachine("starts"), { spec }));
    expect(status, text).toBe(201);
    const name = derivedSecretName(body.metadata?.uid ?? "");
    await waitForObject(cluster, `${secrets}/${name}`, () => true);

    const other = JSON.stringify({ metadata: { name: "other" } });
    const answer = await cluster.mustKubectl([
      ...[
        "exec",
        "-n",
        "vmgate",
        "deployment/vmgate",
        "--",
        "/nodejs/bin/node",
        "-e",
        postWithOwnToken,
        secrets,
        other,
      ],
    ]);
    expect(answer).toContain("vmgate writes only");
  });

  test(
    "README's commands uninstall it, and those for kubectl install it again",
    { timeout: 180_000 },
    async () => {
      await run(commandsBehind("To uninstall, the configurations have to go first"));
      await run("kubectl -n vmgate wait --for=delete pod -l app.kubernetes.io/name=vmgate --timeout=60s");
      expect((await create(refusedMachine("late"), "?dryRun=All")).status).toBe(201);
      await run(commandsBehind("By kubectl, with the image's name"));
      await expectInForce();
      expect(await readyPods(cluster)).toHaveLength(2);
    },
  );
});
