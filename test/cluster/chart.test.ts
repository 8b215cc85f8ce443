import { mkdir, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { buildHelm } from "./build.ts";
import type { ApiObject } from "./client.ts";
import { describeCluster } from "./describe-cluster.ts";
import { chart, objectsOf, runHelm } from "./helm.ts";
import { ask, createNamespace, kubevirtPath } from "./objects.ts";
import { freePorts } from "./ports.ts";
import { localService } from "./kubevirt.ts";
import { merged, refusedMachine, virtualMachine } from "./virtual-machines.ts";
import { waitFor } from "./wait.ts";

const root = join(import.meta.dirname, "..", "..");
const overlays = join(root, "manifests", "kustomize", "overlays");

interface Webhooks extends ApiObject {
  readonly webhooks: readonly {
    readonly clientConfig: {
      readonly caBundle?: string;
      readonly service: Readonly<Record<string, unknown>>;
    };
    readonly rules?: unknown;
  }[];
}

describeCluster("the Helm chart", (cluster) => {
  let helmProgram = "";
  const [release, namespace, name] = ["gate", "chart-test", "vmgate-chart"];
  const named = ["-n", namespace, "--set", `name=${name}`];

  const helm = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await runHelm(
      helmProgram,
      args,
      cluster.folder,
      cluster.kubeconfig("admin"),
    );
    if (code !== 0) throw new Error(`helm ${args.join(" ")} exited with ${code}:\n${stderr}`);
    return stdout;
  };
  const template = (...args: readonly string[]): Promise<string> => helm("template", release, chart, ...args);

  beforeAll(async () => {
    helmProgram = await buildHelm();
  }, 600_000);
  afterAll(() => cluster.processes.stop("vmgate-chart"));

  /** The policy is compared for what it says, not for how it is written. */
  const comparable = (objects: Readonly<Record<string, ApiObject>>): object => {
    const policy = objects["ConfigMap/vmgate-policy"];
    const others = Object.entries(objects).filter(
      ([id]) => id !== "Namespace/vmgate" && id !== "ConfigMap/vmgate-policy",
    );
    const { data = {} } = policy as { readonly data?: Readonly<Record<string, string>> };
    return { ...Object.fromEntries(others), policy: parse(data["policy.yaml"] ?? "") as unknown };
  };
  /** What only a chart has to say, at its default. */
  const withDefaults = (objects: Readonly<Record<string, ApiObject>>): string =>
    JSON.stringify(objects).replaceAll('"imagePullPolicy":"IfNotPresent",', "");

  test.for([
    ["self", "self"],
    ["cert-manager", "certManager"],
  ])("renders with its own values what the overlay %s has", async ([overlay = "", mode = ""]) => {
    const kustomized = objectsOf(await cluster.mustKubectl(["kustomize", join(overlays, overlay)]));
    const rendered = await template("-n", "vmgate", "--no-hooks", "--set", `certificates.mode=${mode}`);
    const objects = JSON.parse(withDefaults(objectsOf(rendered))) as Readonly<Record<string, ApiObject>>;
    expect(comparable(objects)).toEqual(comparable(kustomized));
  });

  test("asks for a client certificate as the component of kustomize does", async () => {
    const overlay = join(cluster.folder, "asking");
    const kustomize = join(root, "manifests", "kustomize");
    const paths = [join(kustomize, "overlays", "self"), join(kustomize, "client-ca")].map((path) =>
      relative(overlay, path),
    );
    await mkdir(overlay, { recursive: true });
    await writeFile(
      join(overlay, "kustomization.yaml"),
      JSON.stringify({ resources: [paths[0]], components: [paths[1]] }),
    );
    const kustomized = objectsOf(await cluster.mustKubectl(["kustomize", overlay]));
    const set = ["--set", "clientCertificate.configMap=vmgate-client-ca"];
    const rendered = withDefaults(objectsOf(await template("-n", "vmgate", "--no-hooks", ...set)));
    const objects = JSON.parse(rendered) as typeof kustomized;
    expect(objects["Deployment/vmgate"]).toEqual(kustomized["Deployment/vmgate"]);
    const named = await template("-n", "vmgate", ...set, "--set", "clientCertificate.allowedNames={a,b}");
    expect(named).toContain("            - --client-allowed-names=a,b\n");
  });

  test("renders the same bytes each time, and no certificate", async () => {
    const [first, second] = [await template(...named), await template(...named)];
    expect(second).toBe(first);
    expect(first).not.toMatch(/BEGIN |caBundle:|tls\.key:/);
  });

  test("names and namespace are values everywhere", async () => {
    const everything = [
      "--set",
      "autoscaling.enabled=true,monitoring.serviceMonitor=true,monitoring.prometheusRule=true,monitoring.dashboard=true,reports.enabled=true",
    ];
    for (const mode of ["self", "certManager", "secret"]) {
      const text = await template(...named, ...everything, "--set", `certificates.mode=${mode}`);
      const objects = Object.values(objectsOf(text));
      expect(objects.length).toBeGreaterThan(20);
      for (const { kind, metadata } of objects) {
        expect(metadata?.name, kind).toMatch(/^vmgate-chart(-|$)/);
        expect([undefined, namespace], kind).toContain(metadata?.namespace);
      }
      // Nothing names what the installation of another name would have.
      const refs = text.replaceAll(
        /#.*|app\.kubernetes\.io\/name: vmgate|mountPath: .*|- name: vmgate$|image: .*/gm,
        "",
      );
      expect(refs.match(/(namespace|secretName|policyName|serviceAccountName): "?vmgate$/gm)).toBeNull();
      expect(refs).not.toContain("system:serviceaccount:vmgate:");
      expect(refs).toContain(`system:serviceaccount:${namespace}:${name}`);
    }
  });

  test.for([
    ["a name that sorts before KubeVirt's webhook", "name=gate"],
    ["an unknown mode", "certificates.mode=none"],
    ["an unknown value", "replica=2"],
    ["no replica", "replicas=0"],
    ["an address without a mask", "networkPolicy.apiServer.cidrs={10.0.0.1}"],
    ["a policy of another kind", "policy.kind=Rules"],
    ["a snapshot writer that ends the expression", "kubevirt.snapshotWriters={x'] || true || ['}"],
  ])("%s is refused", async ([, setting = ""]) => {
    const args = ["template", release, chart, "--set", setting];
    const { code, stderr } = await runHelm(helmProgram, args, cluster.folder, cluster.kubeconfig("admin"));
    expect(code).not.toBe(0);
    expect(stderr).toContain("values don't meet the specifications of the schema");
  });

  test("addresses of the API server narrow both directions, namespaces the rights", async () => {
    const addresses = "networkPolicy.apiServer.cidrs={10.96.0.1/32},networkPolicy.apiServer.ports={6443}";
    const text = await template(...named, "--set", addresses, "--set", "injection.namespaces={shop,bank}");
    const objects = objectsOf(text);
    const peers = [{ ipBlock: { cidr: "10.96.0.1/32" } }];
    expect(objects[`NetworkPolicy/${name}`]?.spec).toMatchObject({
      ingress: [{ from: peers, ports: [{ port: "reviews" }] }, {}],
      egress: [{ to: peers, ports: [{ port: 6443 }] }],
    });
    expect(
      text.match(/^kind: RoleBinding\nmetadata:\n {2}name: vmgate-chart-injection\n {2}namespace: .+$/gm),
    ).toHaveLength(2);
    expect(objects).not.toHaveProperty(`ClusterRoleBinding/${name}-injection`);
    const none = objectsOf(await template(...named, "--set", "injection.namespaces=null"));
    expect(none).not.toHaveProperty(`ClusterRole/${name}-injection`);
  });

  test("a strict API server takes every object", async () => {
    await cluster.apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } });
    const args = ["apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-"];
    for (const set of [[], ["--set", "autoscaling.enabled=true,reports.enabled=true"]]) {
      await cluster.mustKubectl(args, { input: await template(...named, ...set) });
    }
  });

  const webhooks = async (): Promise<readonly Webhooks["webhooks"][number][]> => {
    const kinds = ["mutatingwebhookconfigurations", "validatingwebhookconfigurations"];
    const found = await Promise.all(
      kinds.map((kind) => cluster.request("GET", `/apis/admissionregistration.k8s.io/v1/${kind}/${name}`)),
    );
    return found.flatMap(({ body }) => (body as Partial<Webhooks>).webhooks ?? []);
  };
  const secret = async (): Promise<object | undefined> => {
    const { body } = await cluster.request(
      "GET",
      `/api/v1/namespaces/${namespace}/secrets/${name}-certificate`,
    );
    return (body as { readonly data?: object }).data;
  };
  /** The real program, with a token of the account that the chart made. */
  const startReplica = async (): Promise<number> => {
    const token = await cluster.mustKubectl(["create", "token", name, "-n", namespace]);
    const config = JSON.parse(await cluster.mustKubectl(["config", "view", "--raw", "-o", "json"])) as {
      users: { user: object }[];
    };
    config.users[0] = { ...config.users[0], user: { token: token.trim() } };
    const kubeconfig = join(cluster.folder, "chart.kubeconfig");
    await writeFile(kubeconfig, JSON.stringify(config), { mode: 0o600 });
    const [port = 0, metrics = 0] = await freePorts(2);
    cluster.processes.start("vmgate-chart", process.execPath, [
      join(root, "src", "main.ts"),
      ...["serve", `--listen=127.0.0.1:${port}`, `--metrics-listen=127.0.0.1:${metrics}`, "--certs=self"],
      ...[`--name=${name}`, `--namespace=${namespace}`, `--kubeconfig=${kubeconfig}`],
    ]);
    await cluster.processes.waitFor(
      "vmgate-chart",
      async () => (await fetch(`http://127.0.0.1:${metrics}/readyz`).catch(() => undefined))?.ok === true,
    );
    return port;
  };

  /** Leads the API server to a replica, as the Service would if pods ran here. */
  const leadTo = async (port: number): Promise<void> => {
    await cluster.mustKubectl(["delete", "service", name, "-n", namespace]);
    await cluster.apply(localService(namespace, name));
    const value = port;
    const patch = (index: number): object => ({
      op: "replace",
      path: `/webhooks/${index}/clientConfig/service/port`,
      value,
    });
    for (const [kind, indexes] of [
      ["mutatingwebhookconfiguration", [0, 1]],
      ["validatingwebhookconfiguration", [0]],
    ] as const) {
      const patches = JSON.stringify(indexes.map(patch));
      await cluster.mustKubectl(["patch", kind, name, "--type=json", "-p", patches]);
    }
  };

  test("hooks that a tool applies as objects change nothing that a replica wrote", async () => {
    const objects = parseAllDocuments(await template(...named)).map(
      (document) => document.toJS() as ApiObject,
    );
    for (const kind of ["MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"]) {
      const [shipped, hook, ...others] = objects.filter((object) => object.kind === kind);
      expect(others).toEqual([]);
      expect(hook).toEqual({ ...shipped, metadata: hook?.metadata });
    }
  });

  test("install, upgrade, rollback, uninstall and install again", { timeout: 240_000 }, async () => {
    const vms = await createNamespace(cluster);
    const create = async (vm: object = refusedMachine("vm")): Promise<number> => {
      const path = kubevirtPath(vms, "virtualmachines", "").replace(/\/$/, "");
      return (await cluster.request("POST", `${path}?dryRun=All`, vm)).status;
    };
    await helm("install", release, chart, ...named);
    // No pod runs here, as if the image could not be pulled.
    expect((await webhooks()).map(({ rules }) => rules)).toEqual([undefined, undefined, undefined]);
    expect(await create()).toBe(201);

    const armedBy = async (): Promise<number> => {
      const port = await startReplica();
      await waitFor(
        "rules",
        async () => ((await webhooks()).every(({ rules }) => rules !== undefined) ? true : undefined),
        30_000,
      );
      return port;
    };
    await armedBy();
    await cluster.processes.stop("vmgate-chart");
    const [armed, kept] = [await webhooks(), await secret()];
    expect(armed).toHaveLength(3);
    expect(Object.keys(kept ?? {}).sort()).toEqual(["ca.crt", "ca.key", "tls.crt", "tls.key"]);

    await helm("upgrade", release, chart, ...named, "--set", "replicas=3");
    const path = `/apis/apps/v1/namespaces/${namespace}/deployments/${name}`;
    expect((await ask(cluster, "GET", path, undefined)).body.spec?.["replicas"]).toBe(3);
    expect([await webhooks(), await secret()]).toEqual([armed, kept]);
    await helm("rollback", release, "1", "-n", namespace);
    expect((await ask(cluster, "GET", path, undefined)).body.spec?.["replicas"]).toBe(2);
    expect([await webhooks(), await secret()]).toEqual([armed, kept]);

    // Of a release that never came up.
    await helm("uninstall", release, "-n", namespace);
    expect(await leftovers()).toEqual([]);
    expect(await create()).toBe(201);
    await helm("install", release, chart, ...named);
    expect((await webhooks()).map(({ rules }) => rules)).toEqual([undefined, undefined, undefined]);
    expect(await secret()).toBeUndefined();

    // Of one that VMs depend on at that moment.
    await leadTo(await armedBy());
    await waitFor("a denial", async () => ((await create()) === 422 ? true : undefined));
    // Without vmgate a run strategy has to be written.
    const plain = merged(virtualMachine("vm"), { spec: { runStrategy: "Always" } });
    const statuses: number[] = [];
    let isOver = false;
    const creating = async (): Promise<void> => {
      while (!isOver) statuses.push(await create(plain));
    };
    const creators = Array.from({ length: 4 }, creating);
    await helm("uninstall", release, "-n", namespace);
    await cluster.processes.stop("vmgate-chart", "SIGTERM");
    const during = statuses.length;
    await waitFor("creates without vmgate", () =>
      Promise.resolve(statuses.length > during + 20 ? true : undefined),
    );
    isOver = true;
    await Promise.all(creators);
    expect(during).toBeGreaterThan(20);
    expect(statuses.filter((status) => status !== 201)).toEqual([]);
    expect(await leftovers()).toEqual([]);
    expect(await create()).toBe(201);
  });

  /** Every object of the chart's kinds whose name begins like the chart's. */
  const leftovers = async (): Promise<readonly string[]> => {
    const rendered = Object.values(objectsOf(await template(...named)));
    const kinds = [...new Set(rendered.map(({ kind }) => kind?.toLowerCase()))].join(",");
    const found = await cluster.mustKubectl(["get", kinds, "-A", "-o", "name"]);
    return found.split("\n").filter((line) => line.includes(`/${name}`));
  };
});
