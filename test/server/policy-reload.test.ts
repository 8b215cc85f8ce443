import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { replaceFile } from "../support/replace-file.ts";
import { reviewOf, send, serve, type Served } from "../support/server.ts";
import { vm } from "../support/vm.ts";

const header = "apiVersion: vmgate.cpln.io/v1\nkind: Policy\n";
const badVm = reviewOf(vm({ spec: { template: { spec: { domain: { cpu: { cores: 0 } } } } } }));

let folder = "";
let file = "";
let vmgate: Served | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmgate-policy-"));
  file = join(folder, "policy.yaml");
});

afterEach(async () => {
  await vmgate?.stop();
  vmgate = undefined;
  await rm(folder, { recursive: true });
});

/** What becomes of the bad machine: allowed or not, and the warnings. */
async function verdict({ url, ca }: Served): Promise<{ allowed: boolean; warnings?: string[] }> {
  const { text } = await send(`${url}/validate`, { body: badVm }, ca);
  return (JSON.parse(text) as { response: { allowed: boolean; warnings?: string[] } }).response;
}

async function get(url: string): Promise<string> {
  return (await send(url, { method: "GET", headers: {} })).text;
}

test(
  "a policy is replaced while running, and a bad one is logged and changes nothing",
  { timeout: 30_000 },
  async () => {
    await writeFile(file, header);
    const served = (vmgate = await serve(`--policy=${file}`));
    expect((await verdict(served)).allowed).toBe(false);

    await replaceFile(file, `${header}profiles: [{name: audit, namespaces: [shop]}]\n`);
    const becomesWarning = async (): Promise<void> => {
      const { allowed, warnings = [] } = await verdict(served);
      expect(allowed).toBe(true);
      expect(warnings.join("\n")).toContain("[whole-core-cpu]");
    };
    await vi.waitFor(becomesWarning, { timeout: 10_000, interval: 100 });

    await replaceFile(file, `${header}rules: {whole-core-cpus: enforce}\n`);
    const message = `${file}:3: rules.whole-core-cpus: `;
    const isTold = async (): Promise<void> => {
      expect(await get(`${served.metricsUrl}/readyz?verbose`)).toContain(message);
    };
    await vi.waitFor(isTold, { timeout: 10_000, interval: 100 });
    expect(await get(`${served.metricsUrl}/readyz?verbose`)).toMatch(/ok\n$/);
    expect(await get(`${served.metricsUrl}/metrics`)).toContain(
      'vmgate_policy_reloads_total{result="failed"} 1',
    );
    expect(JSON.stringify(served.log())).toContain("did you mean whole-core-cpu?");
    await becomesWarning();
  },
);

test("with a bad policy vmgate does not start, and says all that is wrong", async () => {
  await writeFile(file, `${header}rules: {whole-core-cpu: deny}\nplatfrom: {}\n`);
  const error = await serve(`--policy=${file}`).then(
    () => undefined,
    (reason: unknown) => String(reason),
  );
  expect(error).toContain("ended with 2");
  expect(error).toContain(
    `${file}:3: rules.whole-core-cpu: Unsupported value: "deny": supported values: "enforce", "warn", "off"; write enforce\n`,
  );
  expect(error).toContain(`${file}:4: platfrom: `);
});
