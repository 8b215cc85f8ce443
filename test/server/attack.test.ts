import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hostileUserData } from "../support/hostile-user-data.ts";
import { withSource } from "../support/injection.ts";
import { largeMachines } from "../support/large-machines.ts";
import { run, type Program } from "../support/program.ts";
import { reviewOf, send } from "../support/server.ts";
import { mergePatch, vm } from "../support/vm.ts";
import { userDataLimit } from "../../src/user-data/volume/data-source.ts";

/*
 * The program as it ships, with the memory that a pod gives it, and what anybody who may create a VirtualMachine can
 * send: each is answered in words, and between any two of them the probe is, so that nobody is kept waiting for good.
 * How many steps each takes is counted elsewhere (size.test.ts, steps.test.ts, packing-steps.test.ts).
 */

const root = `${import.meta.dirname}/../..`;
let server: Program;
let [reviews, probes, ca] = ["", "", ""];

beforeAll(async () => {
  const flags = ["--max-semi-space-size=4", "--max-old-space-size=128"] as const;
  const listen = ["--listen=127.0.0.1:0", "--metrics-listen=127.0.0.1:0"] as const;
  server = run(
    ...flags,
    `${root}/src/main.ts`,
    "serve",
    ...listen,
    `--policy=${root}/manifests/policy/policy.yaml`,
  );
  const [line = "{}"] = await server.says(/^\{.*"caBundle".*\}$/m);
  const ready = JSON.parse(line) as Readonly<Record<string, string>>;
  [reviews, probes] = [ready["reviews"] ?? "", ready["metrics"] ?? ""];
  ca = Buffer.from(ready["caBundle"] ?? "", "base64").toString();
}, 30_000);

afterAll(async () => {
  server.kill("SIGTERM");
  expect((await server.ended).code).toBe(0);
});

const isAlive = async (): Promise<boolean> =>
  (await send(`${probes}/livez`, { method: "GET" })).status === 200;

/** Both webhooks answer, and so does the probe while they do. */
async function attack(body: string): Promise<void> {
  const [mutated, validated, alive] = await Promise.all([
    send(`${reviews}/mutate`, { body }, ca),
    send(`${reviews}/validate`, { body }, ca),
    isAlive(),
  ]);
  for (const { status, text } of [mutated, validated]) {
    expect(status, text.slice(0, 300)).toBe(200);
    const { response } = JSON.parse(text) as { response: { uid: string; status?: { code: number } } };
    expect(response.uid).not.toBe("");
    expect(response.status?.code ?? 422).toBe(422);
    expect(text.length).toBeLessThan(200_000);
  }
  expect(alive).toBe(true);
}

const stopped = { spec: { runStrategy: "Halted" } };
const updateOf = (old: unknown, object: unknown): string =>
  reviewOf(object, { operation: "UPDATE", oldObject: old });

describe("nearly as large as a request may be", () => {
  test.for(Object.keys(largeMachines))("%s", async (what) => {
    const machine = largeMachines[what]?.();
    await attack(reviewOf(machine));
    await attack(updateOf(machine, mergePatch(machine, stopped)));
    await attack(updateOf(vm(stopped), machine));
  });
});

describe("user data that are made to cost much", () => {
  const inline = hostileUserData().flatMap(([what, content]) =>
    [1 << 15, 1 << 20].flatMap((size): [string, string][] => {
      const packed = gzipSync(content(size), { level: 9 });
      return packed.length > userDataLimit ? [] : [[`${what}, ${size} bytes`, packed.toString("base64")]];
    }),
  );

  test.for(inline)("%s", async ([, userDataBase64]) => {
    const machine = withSource({ userDataBase64 });
    await attack(reviewOf(machine));
    await attack(updateOf(machine, mergePatch(machine, stopped)));
  });
});

test("an identifier of a megabyte is not echoed", async () => {
  const long = "u".repeat(1 << 20);
  for (const changes of [
    { uid: long },
    { namespace: long },
    { operation: long },
    { kind: { group: long, version: "v1", kind: "A" } },
  ]) {
    const { status, text } = await send(`${reviews}/mutate`, { body: reviewOf(vm(), changes) }, ca);
    expect([status, text.length < 400]).toEqual([400, true]);
    expect(text).toMatch(/must be at most 253 characters/);
  }
  expect(await isAlive()).toBe(true);
});

test("what is over the limits of a body is refused, and the next request is answered", async () => {
  for (const body of ["[".repeat(1 << 20), `[${"{},".repeat(1 << 20)}{}]`, " ".repeat(8 << 20)]) {
    const { status } = await send(`${reviews}/validate`, { body }, ca);
    expect(status).toBe(413);
    expect(await isAlive()).toBe(true);
  }
});
