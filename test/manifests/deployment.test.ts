import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parse, parseAllDocuments } from "yaml";
import { parsePolicy } from "../../src/policy/file/parse.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { shippedEnv, shippedFlags } from "../bench/servers.ts";
import { run } from "../support/program.ts";

const manifests = join(import.meta.dirname, "..", "..", "manifests");
const base = join(manifests, "kustomize", "base");
const read = (...path: string[]): string => readFileSync(join(manifests, ...path), "utf8");
const load = (file: string): unknown => parse(read("kustomize", "base", file));

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly ports: readonly { readonly name: string; readonly containerPort: number }[];
  readonly volumeMounts: readonly {
    readonly name: string;
    readonly mountPath: string;
    readonly readOnly: boolean;
  }[];
  readonly [field: string]: unknown;
}

interface Deployment {
  readonly spec: {
    readonly selector: object;
    readonly template: {
      readonly metadata: { readonly labels: object };
      readonly spec: {
        readonly containers: readonly [Container];
        readonly volumes: readonly { readonly name: string; readonly [source: string]: unknown }[];
        readonly [field: string]: unknown;
      };
    };
  };
}

const { spec } = load("deployment.yaml") as Deployment;
const pod = spec.template.spec;
const [container] = pod.containers;
const flags = new Map(container.args.slice(1).map((arg) => arg.split("=", 2) as [string, string]));

test("every file of the base is part of it", () => {
  const { resources, configMapGenerator } = load("kustomization.yaml") as {
    resources: string[];
    configMapGenerator: { files: string[] }[];
  };
  const listed = ["kustomization.yaml", ...resources, ...configMapGenerator.flatMap(({ files }) => files)];
  expect(readdirSync(base)).toEqual(expect.arrayContaining(listed));
  expect(listed).toEqual(expect.arrayContaining(readdirSync(base)));
});

test("the pod runs a command that there is, with flags that it knows", async () => {
  const main = join(import.meta.dirname, "..", "..", "src", "main.ts");
  const { stdout } = await run(main, "serve", "--help").ended;
  expect(container.args[0]).toBe("serve");
  for (const flag of flags.keys()) expect(stdout).toContain(`  ${flag} <`);
});

test("the Service, the ports and the probes meet", () => {
  const ports = Object.fromEntries(container.ports.map(({ name, containerPort }) => [name, containerPort]));
  expect(flags.get("--listen")).toBe(`:${String(ports["reviews"])}`);
  expect(flags.get("--metrics-listen")).toBe(`:${String(ports["metrics"])}`);
  const service = load("service.yaml") as { spec: { selector: object; ports: object[] } };
  expect(service.spec.ports).toEqual([{ name: "reviews", port: 443, targetPort: "reviews" }]);
  expect(spec.template.metadata.labels).toMatchObject(service.spec.selector);
  expect(spec.selector).toEqual({ matchLabels: service.spec.selector });
  expect(container).toMatchObject({
    livenessProbe: { httpGet: { path: "/livez", port: "metrics" } },
    readinessProbe: { httpGet: { path: "/readyz", port: "metrics" } },
  });
});

test("what the flags name is mounted, whole folders that can change", () => {
  const certManager = parse(read("kustomize", "overlays", "cert-manager", "deployment.yaml")) as Deployment;
  const other = certManager.spec.template.spec;
  const withFiles = new Map(
    other.containers[0].args.slice(1).map((arg) => arg.split("=", 2) as [string, string]),
  );
  const mounts = [...container.volumeMounts, ...other.containers[0].volumeMounts];
  const volumes = [...pod.volumes, ...other.volumes].map(({ name }) => name);
  for (const flag of ["--policy", "--tls-cert", "--tls-key"]) {
    const file = withFiles.get(flag) ?? "";
    const mount = mounts.find(({ mountPath }) => file.startsWith(`${mountPath}/`));
    expect(mount, flag).toMatchObject({ readOnly: true });
    expect(mount).not.toHaveProperty("subPath");
    expect(volumes).toContain(mount?.name);
  }
  expect(flags.get("--policy")).toBe(withFiles.get("--policy"));
  // What cert-manager's overlay says anew is the same but for the certificate.
  const without = (all: typeof flags): object =>
    Object.fromEntries([...all].filter(([flag]) => !/^--(certs|tls-)/.test(flag)));
  expect(without(flags)).toEqual(without(withFiles));
  expect(flags.get("--certs")).toBe("self");
  expect(withFiles.get("--certs")).toBe("files");
});

test("the pod keeps to Kubernetes' restricted profile, on a root file system that it can't write", () => {
  expect(pod["securityContext"]).toMatchObject({
    runAsNonRoot: true,
    seccompProfile: { type: "RuntimeDefault" },
  });
  expect(container["securityContext"]).toEqual({
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  });
});

test("the policy of the base is the built-in one", () => {
  expect(parsePolicy(read("kustomize", "base", "policy.yaml"), [])).toEqual({ policy: defaultPolicy });
});

test("the pods mount the certificate that cert-manager makes, and the webhooks trust its CA", () => {
  const certificates = parseAllDocuments(
    read("kustomize", "overlays", "cert-manager", "certificate.yaml"),
  ).map(
    (document) =>
      document.toJS() as { kind: string; metadata: { name: string }; spec: Record<string, unknown> },
  );
  const serving = certificates.find(
    ({ kind, metadata }) => kind === "Certificate" && metadata.name === "vmgate",
  );
  expect(serving?.spec["dnsNames"]).toEqual(["vmgate.vmgate.svc"]);
  const { spec: patch } = parse(
    read("kustomize", "overlays", "cert-manager", "deployment.yaml"),
  ) as Deployment;
  expect(patch.template.spec.volumes).toContainEqual(
    expect.objectContaining({
      secret: expect.objectContaining({ secretName: serving?.spec["secretName"] }) as object,
    }),
  );
  expect(read("kustomize", "overlays", "cert-manager", "kustomization.yaml")).toContain(
    "cert-manager.io/inject-ca-from: vmgate/vmgate}",
  );
});

test("the image is the one that the Dockerfile says it builds", () => {
  expect(read("Dockerfile")).toContain(`-t ${container.image} .`);
});

test("the image's bases are pinned by digest, in one place, and the last has neither a shell nor npm", () => {
  const lines = read("Dockerfile").split("\n");
  const bases = lines.filter((line) => line.startsWith("ARG "));
  expect(bases).toHaveLength(2);
  for (const base of bases) expect(base).toMatch(/@sha256:[0-9a-f]{64}$/);
  expect(bases[1]).toContain("distroless/nodejs");
  expect(bases[1]).toContain(":nonroot@");
  const from = lines.filter((line) => line.startsWith("FROM "));
  expect(from).toEqual(["FROM --platform=$BUILDPLATFORM ${BUILD} AS build", "FROM ${BASE}"]);
  const last = lines.slice(lines.lastIndexOf("FROM ${BASE}"));
  expect(last.filter((line) => line.startsWith("RUN "))).toEqual([]);
  expect(last).toContain("USER 65532:65532");
});

test("the benchmark runs Node as the image does", () => {
  const lines = read("Dockerfile").split("\n");
  const entrypoint = lines.find((line) => line.startsWith("ENTRYPOINT "))?.slice("ENTRYPOINT ".length) ?? "";
  const flags = ["/nodejs/bin/node", ...shippedFlags, "/vmgate/dist/vmgate.js"];
  expect(JSON.parse(entrypoint)).toEqual(flags);
  const environment = Object.entries(shippedEnv).map(([name, value]) => `ENV ${name}=${value}`);
  expect(lines.filter((line) => line.startsWith("ENV "))).toEqual(environment);
});

test("every version is the package's", () => {
  const text = readFileSync(join(manifests, "..", "package.json"), "utf8");
  const { version } = JSON.parse(text) as { readonly version: string };
  const chart = parse(read("chart", "Chart.yaml")) as Readonly<Record<string, string>>;
  expect([chart["version"], chart["appVersion"]]).toEqual([version, version]);
  const values = parse(read("chart", "values.yaml")) as { readonly image: { readonly tag: string } };
  expect(values.image.tag).toBe(version);
  expect(read("Dockerfile")).toContain(`org.opencontainers.image.version="${version}"`);
});
