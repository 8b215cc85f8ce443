import { afterEach, expect, test } from "vitest";
import { createHandler } from "../../src/webhook/handler.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { startApp, type RunningApp } from "../support/app.ts";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";

let app: RunningApp | undefined;

afterEach(async () => {
  await app?.drain(0);
  app = undefined;
});

const uid = "7c1f9f0e-0000-4000-8000-000000000001";
const secret = "hunter2";
const machine = vm({ metadata: { annotations: { password: secret } } });

/** The lines of the log. */
function lines({ log }: RunningApp): readonly Record<string, unknown>[] {
  const text = log().trimEnd();
  return text === "" ? [] : text.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
}

const brokenPolicy = {
  ...defaultPolicy,
  // The action of the first rule cannot be read: it fails as a rule of ours would.
  rules: new Proxy({}, { getOwnPropertyDescriptor: () => breakDown() }),
};

function breakDown(): never {
  throw new TypeError("the check is broken");
}

test("a rule that throws refuses with its name; the stack is in the log alone", async () => {
  app = await startApp({
    handle: createHandler({ policy: () => brokenPolicy, now: Date.now }),
  });
  const { status, text } = await send(`${app.url}/validate`, { body: reviewOf(machine) }, app.ca);
  expect(status).toBe(200);
  expect(JSON.parse(text)).toMatchObject({ response: { uid, allowed: false, status: { code: 500 } } });
  expect(text).not.toContain("the check is broken");
  expect(text).not.toContain("at breakDown");

  const [line] = lines(app);
  expect(line).toMatchObject({
    level: "error",
    msg: "rule failed",
    uid,
    name: "web",
    verdict: "failed",
    err: {
      type: "TypeError",
      message: "the check is broken",
      stack: expect.stringContaining("at ") as string,
    },
  });
  expect(await app.metrics.registry.metrics()).toContain(
    'vmgate_reviews_total{webhook="validating",kind="VirtualMachine",operation="CREATE",verdict="failed"} 1',
  );
});

test("a server that breaks down says so, and keeps the reason to its log", async () => {
  app = await startApp({ handle: breakDown });
  const reply = await send(`${app.url}/mutate`, { body: reviewOf(machine) }, app.ca);
  expect(reply).toMatchObject({ status: 500, text: "internal error; see the vmgate log.\n" });
  expect(lines(app)).toMatchObject([
    {
      level: "error",
      msg: "request failed",
      err: { stack: expect.stringContaining("breakDown") as string },
    },
  ]);
});

test("a review is one line: whose it was and what came of it, nothing of what the object holds", async () => {
  app = await startApp();
  const bad = vm({
    metadata: { annotations: { password: secret } },
    spec: { template: { spec: { domain: { cpu: { cores: 0, sockets: 0 } } } } },
  });
  await send(`${app.url}/validate`, { body: reviewOf(bad) }, app.ca);
  await send(`${app.url}/validate`, { body: `{"password": "${secret}"` }, app.ca);
  expect(lines(app)).toEqual([
    {
      level: "info",
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
      msg: "review",
      webhook: "validating",
      uid,
      kind: "VirtualMachine",
      namespace: "shop",
      name: "web",
      operation: "CREATE",
      verdict: "refused",
      rules: ["whole-core-cpu", "cpu-topology"],
      warned: [],
      ms: expect.any(Number) as number,
    },
    {
      level: "warn",
      time: expect.any(String) as string,
      msg: "request rejected before review",
      method: "POST",
      path: "/validate",
      status: 400,
      from: "127.0.0.1",
      reason: "The body must be JSON.",
    },
  ]);
  expect(app.log()).not.toContain(secret);
});
