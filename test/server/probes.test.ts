import { ruleIds } from "../../src/admission/rule-registry.ts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createPlainServer } from "../../src/server/listeners.ts";
import { listen, type Listening } from "../../src/server/listen.ts";
import { metricList, type MetricDefinition } from "../../src/server/metric-list.ts";
import { createMetrics } from "../../src/server/metrics.ts";
import { createProbes, type Check } from "../../src/server/probes.ts";
import { send, type Reply } from "../support/server.ts";

const metrics = createMetrics();
let sun: ReturnType<Check["run"]> = { isOk: true, notes: [] };
const checks: readonly Check[] = [
  { name: "sun", run: () => sun },
  { name: "moon", run: () => ({ isOk: true, notes: ["full", "in Leo"] }) },
];
let server: Listening;

beforeAll(async () => {
  const listening = await listen({
    server: createPlainServer(createProbes(checks, metrics.registry)),
    address: { host: "127.0.0.1", port: 0 },
    flag: "--metrics-listen",
  });
  if ("problem" in listening) throw new Error(listening.problem);
  server = listening;
});

afterAll(() => server.drain(0));

const get = (path: string, method = "GET"): Promise<Reply> => send(`${server.url}${path}`, { method });

describe("/readyz", () => {
  test.for<[situation: string, state: typeof sun, path: string, status: number, text: string]>([
    ["all is well", { isOk: true, notes: ["hot"] }, "/readyz", 200, "ok\n"],
    [
      "all is well, in words",
      { isOk: true, notes: ["hot"] },
      "/readyz?verbose",
      200,
      "[+] sun\n    hot\n[+] moon\n    full\n    in Leo\nok\n",
    ],
    ["something is not", { isOk: false, notes: ["set"] }, "/readyz", 503, "[-] sun\n    set\nnot ready\n"],
    [
      "something is not, in words",
      { isOk: false, notes: [] },
      "/readyz?verbose=1",
      503,
      "[-] sun\n[+] moon\n    full\n    in Leo\nnot ready\n",
    ],
  ])("%s", async ([, state, path, status, text]) => {
    sun = state;
    expect(await get(path)).toMatchObject({ status, text });
  });
});

test("/livez asks nothing of the checks", async () => {
  sun = { isOk: false, notes: [] };
  expect(await get("/livez")).toMatchObject({ status: 200, text: "ok\n" });
});

test("other paths say what there is", async () => {
  expect(await get("/healthz")).toMatchObject({
    status: 404,
    text: expect.stringContaining("/readyz?verbose") as string,
  });
});

describe("/metrics", () => {
  /** The lines of one metric. */
  const lines = async (name: string): Promise<readonly string[]> =>
    (await get("/metrics")).text.split("\n").filter((line) => line.startsWith(`${name}{`));

  /** Those that have counted something. */
  const counted = async (name: string): Promise<readonly string[]> =>
    (await lines(name)).filter((line) => !line.endsWith(" 0"));

  test("every counter begins at 0, with each value of its labels", async () => {
    for (const { type, name, labels } of Object.values<MetricDefinition>(metricList)) {
      if (type !== "counter") continue;
      const values = Object.values(labels);
      expect(await lines(name), name).toHaveLength(
        values.reduce((product, { length }) => product * length, 1),
      );
      expect(await counted(name), name).toEqual([]);
    }
    const failed = 'webhook="mutating",kind="VirtualMachineInstance",operation="CREATE",verdict="failed"';
    expect(await lines("vmgate_reviews_total")).toContain(`vmgate_reviews_total{${failed}} 0`);
    for (const rule of ruleIds) {
      expect(await lines("vmgate_violations_total")).toContain(
        `vmgate_violations_total{webhook="validating",rule="${rule}",action="enforce"} 0`,
      );
    }
    expect(await lines("vmgate_certificate_reloads_total")).toContain(
      'vmgate_certificate_reloads_total{result="failed"} 0',
    );
  });

  test("has the version, the policy and when certificates expire", async () => {
    metrics.setCertificateExpiry("serving", 1_800_000_000_000);
    metrics.setCertificateExpiry("authority", 1_900_000_000_500);
    metrics.setCertificateExpiry("bundle", 2_000_000_000_000);
    metrics.setPolicy({ since: 1_700_000_000_000, hash: 2 ** 48 - 1 });
    expect(await lines("vmgate_certificate_expiry_timestamp_seconds")).toEqual([
      'vmgate_certificate_expiry_timestamp_seconds{certificate="serving"} 1800000000',
      'vmgate_certificate_expiry_timestamp_seconds{certificate="authority"} 1900000000.5',
      'vmgate_certificate_expiry_timestamp_seconds{certificate="bundle"} 2000000000',
    ]);
    expect((await get("/metrics")).text).toContain("\nvmgate_policy_last_error_timestamp_seconds 0\n");
    metrics.setPolicy({ invalidAt: 1_700_000_001_000 });
    const { text } = await get("/metrics");
    expect(text).toMatch(/^vmgate_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
    expect(text).toContain("\nvmgate_policy_valid 0\n");
    expect(text).toContain("\nvmgate_policy_loaded_timestamp_seconds 1700000000\n");
    expect(text).toContain(`\nvmgate_policy_hash ${2 ** 48 - 1}\n`);
    expect(text).toContain("\nvmgate_policy_last_error_timestamp_seconds 1700000001\n");
  });

  const review = {
    uid: "u",
    kind: "VirtualMachine",
    namespace: "shop",
    name: "web",
    operation: "CREATE",
    outcome: "denied",
    findings: [
      { rule: "boot-disk", action: "enforce" },
      { rule: "boot-disk", action: "enforce" },
      { rule: "clock", action: "warn" },
    ],
  } as const;

  test("counts reviews, violations and how long it took", async () => {
    metrics.countReview("validating", review, 0.0002);
    metrics.countReview("mutating", { ...review, operation: "UPDATE", outcome: "allowed", findings: [] }, 2);
    expect(await counted("vmgate_reviews_total")).toEqual([
      'vmgate_reviews_total{webhook="mutating",kind="VirtualMachine",operation="UPDATE",verdict="allowed"} 1',
      'vmgate_reviews_total{webhook="validating",kind="VirtualMachine",operation="CREATE",verdict="refused"} 1',
    ]);
    expect(await counted("vmgate_violations_total")).toEqual([
      'vmgate_violations_total{webhook="validating",rule="boot-disk",action="enforce"} 2',
      'vmgate_violations_total{webhook="validating",rule="clock",action="warn"} 1',
    ]);
    const buckets = await lines("vmgate_review_duration_seconds_bucket");
    expect(buckets).toContain('vmgate_review_duration_seconds_bucket{le="0.0001",webhook="validating"} 0');
    expect(buckets).toContain('vmgate_review_duration_seconds_bucket{le="0.00025",webhook="validating"} 1');
    expect(buckets).toContain('vmgate_review_duration_seconds_bucket{le="1",webhook="mutating"} 0');
    expect(buckets).toContain('vmgate_review_duration_seconds_bucket{le="5",webhook="mutating"} 1');
  });

  test("names that were made up share one series", async () => {
    metrics.countReview("mutating", { ...review, kind: "Kind1", operation: "OP1", findings: [] }, 0);
    const before = await lines("vmgate_reviews_total");
    for (let i = 0; i < 50; i++) {
      metrics.countReview("mutating", { ...review, kind: `Kind${i}`, operation: `OP${i}`, findings: [] }, 0);
    }
    const after = await lines("vmgate_reviews_total");
    expect(after).toHaveLength(before.length);
    expect(after).toContain(
      'vmgate_reviews_total{webhook="mutating",kind="other",operation="other",verdict="refused"} 51',
    );
  });

  test("counts injections by place, skips by reason, and writes of Secrets", async () => {
    const [skipped, kind] = [["size", "policy"], "VirtualMachineInstance"] as const;
    metrics.countReview("mutating", { ...review, kind, findings: [], injection: { skipped } }, 0);
    const injection = { place: "secret", skipped: [] } as const;
    metrics.countReview("mutating", { ...review, kind, findings: [], injection }, 0);
    metrics.countSecretWrite("derived", "ok");
    metrics.countSecretWrite("certificate", "failed");
    expect(await counted("vmgate_injections_total")).toEqual([
      'vmgate_injections_total{kind="VirtualMachineInstance",place="secret"} 1',
    ]);
    expect(await counted("vmgate_injections_skipped_total")).toEqual([
      'vmgate_injections_skipped_total{kind="VirtualMachineInstance",reason="size"} 1',
      'vmgate_injections_skipped_total{kind="VirtualMachineInstance",reason="policy"} 1',
    ]);
    expect(await counted("vmgate_secret_writes_total")).toEqual([
      'vmgate_secret_writes_total{secret="derived",result="ok"} 1',
      'vmgate_secret_writes_total{secret="certificate",result="failed"} 1',
    ]);
  });

  test("counts reloads and bad requests", async () => {
    metrics.countPolicyReload("ok");
    metrics.countPolicyReload("failed");
    metrics.countCertificateReload("ok");
    metrics.countBadRequest(415);
    expect(await counted("vmgate_policy_reloads_total")).toEqual([
      'vmgate_policy_reloads_total{result="ok"} 1',
      'vmgate_policy_reloads_total{result="failed"} 1',
    ]);
    expect(await counted("vmgate_certificate_reloads_total")).toEqual([
      'vmgate_certificate_reloads_total{result="ok"} 1',
    ]);
    expect(await counted("vmgate_bad_requests_total")).toEqual(['vmgate_bad_requests_total{status="415"} 1']);
  });

  test("has the process's figures, in Prometheus' format", async () => {
    const { headers, text } = await get("/metrics");
    expect(headers["content-type"]).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(text).toMatch(/^process_resident_memory_bytes \d+$/m);
    expect(text).toMatch(/^nodejs_eventloop_lag_seconds /m);
  });
});
