import { expect, test, vi } from "vitest";
import type { ApiAnswer, ApiClient } from "../../src/kube/api-client.ts";
import { createEventRecorder } from "../../src/kube/event-recorder.ts";
import type { VmEvent } from "../../src/webhook/vm-event.ts";

const uid = "0b5d2c0e-5f0a-4f86-9f5d-000000000001";
const event = (changes: Partial<VmEvent> = {}): VmEvent => ({
  namespace: "shop",
  name: "web",
  uid,
  reason: "StartDenied",
  message: 'Secret "later" does not exist',
  ...changes,
});

/** What the API server is asked, with answers by method; a GET finds the VM that was asked for unless `answers` says otherwise. */
function apiWith(answers: Partial<Record<string, ApiAnswer | Error>> = {}) {
  const asked: { method: string; path: string; body: Record<string, unknown> }[] = [];
  const found: ApiAnswer = { status: 200, body: { metadata: { uid } } };
  const defaults: Record<string, ApiAnswer> = { GET: found, POST: { status: 201, body: {} }, PATCH: found };
  const api: ApiClient = {
    request(method, segments, _signal, body = {}) {
      asked.push({ method, path: segments.join("/"), body: body as Record<string, unknown> });
      const answer = answers[method] ?? defaults[method];
      return answer instanceof Error || answer === undefined
        ? Promise.reject(answer ?? new Error(method))
        : Promise.resolve(answer);
    },
    close: () => undefined,
    namespace: "default",
  };
  const failures: string[] = [];
  let time = Date.UTC(2026, 5, 15, 12);
  const record = createEventRecorder(api, { now: () => time, onFailure: (why) => failures.push(why) });
  return {
    asked,
    failures,
    record,
    pass: (ms: number) => (time += ms),
    written: () => asked.filter(({ method }) => method === "POST").map(({ body }) => body),
    methods: () => asked.map(({ method }) => method),
  };
}
const settled = async (check: () => void): Promise<void> => {
  await vi.waitFor(check, { timeout: 2000, interval: 2 });
};
const hour = 60 * 60 * 1000;

test("an event says on the VM what happened, once the VM was seen to exist", async () => {
  const api = apiWith();
  api.record(event());
  await settled(() => {
    expect(api.methods()).toEqual(["GET", "POST"]);
  });
  expect(api.asked.map(({ path }) => path)).toEqual([
    "apis/kubevirt.io/v1/namespaces/shop/virtualmachines/web",
    "api/v1/namespaces/shop/events",
  ]);
  expect(api.written()).toEqual([
    {
      metadata: {
        namespace: "shop",
        name: expect.stringMatching(`^vmgate-${uid}\\.[0-9a-f]{16}$`) as string,
      },
      involvedObject: {
        apiVersion: "kubevirt.io/v1",
        kind: "VirtualMachine",
        namespace: "shop",
        name: "web",
        uid,
      },
      type: "Warning",
      reason: "StartDenied",
      message: 'Secret "later" does not exist',
      source: { component: "vmgate" },
      reportingComponent: "vmgate",
      firstTimestamp: "2026-06-15T12:00:00.000Z",
      lastTimestamp: "2026-06-15T12:00:00.000Z",
      count: 1,
    },
  ]);
  expect(api.failures).toEqual([]);
});

test("the same is recorded again when it has changed, for another VM, or once the event has expired", async () => {
  const api = apiWith();
  for (let i = 0; i < 5; i++) api.record(event());
  api.pass(hour - 1);
  api.record(event());
  api.record(event({ message: "another" }));
  api.record(event());
  api.record(event({ reason: "PlatformCloudInitMissing" }));
  await settled(() => {
    expect(api.written().map(({ reason, message }) => `${String(reason)} ${String(message)}`)).toEqual([
      'StartDenied Secret "later" does not exist',
      "StartDenied another",
      'StartDenied Secret "later" does not exist',
      'PlatformCloudInitMissing Secret "later" does not exist',
    ]);
  });
  api.pass(hour);
  api.record(event({ reason: "PlatformCloudInitMissing" }));
  await settled(() => {
    expect(api.written()).toHaveLength(5);
  });
});

test("what another replica recorded gets a new time, and no second event", async () => {
  const api = apiWith({ POST: { status: 409, body: { message: "exists" } } });
  api.record(event());
  await settled(() => {
    expect(api.methods()).toEqual(["GET", "POST", "PATCH"]);
  });
  const [, post, patch] = api.asked;
  expect(patch?.path).toBe(
    `api/v1/namespaces/shop/events/${(post?.body["metadata"] as { name: string }).name}`,
  );
  expect(patch?.body).toEqual({ lastTimestamp: "2026-06-15T12:00:00.000Z" });
  expect(api.failures).toEqual([]);
});

test.for([
  ["that is not there", { status: 404, body: {} }],
  ["with another uid", { status: 200, body: { metadata: { uid: "2" } } }],
  ["that is no object", { status: 200, body: undefined }],
] as const)("of a VM %s nothing is written", async ([, GET]) => {
  const api = apiWith({ GET });
  api.record(event());
  api.record(event({ uid: "other" }));
  await settled(() => {
    expect(api.methods()).toEqual(["GET", "GET"]);
  });
});

test("that vmgate may not read the VM does not keep it from saying so", async () => {
  const api = apiWith({ GET: { status: 403, body: {} } });
  api.record(event());
  await settled(() => {
    expect(api.methods()).toEqual(["GET", "POST"]);
  });
});

test.for([
  ["a name that is a path", { name: "../../secrets/x" }],
  ["a namespace that is a path", { namespace: "a/b" }],
  ["no namespace", { namespace: "" }],
  ["no uid", { uid: "" }],
  ["a uid of a megabyte", { uid: "a".repeat(1 << 20) }],
  ["a name of a megabyte", { name: "a".repeat(1 << 20) }],
] as const)("%s reaches nobody", async ([, changes]) => {
  const api = apiWith();
  api.record(event(changes));
  api.record(event());
  await settled(() => {
    expect(api.methods()).toEqual(["GET", "POST"]);
  });
});

test("a long message is cut", async () => {
  const api = apiWith();
  api.record(event({ message: "x".repeat(5000) }));
  await settled(() => {
    expect(String(api.written()[0]?.["message"])).toHaveLength(1024);
  });
});

test("a denied event is tried once; one that got no answer is tried again when it comes again", async () => {
  const denied = apiWith({
    POST: { status: 403, body: { message: 'events is forbidden: User "vmgate" cannot create' } },
  });
  denied.record(event());
  denied.record(event());
  await settled(() => {
    expect(denied.failures).toEqual(["no permission to create events"]);
  });
  const silent = apiWith({ POST: new Error("no answer") });
  silent.record(event());
  await settled(() => {
    expect(silent.failures).toEqual(["the API server cannot be reached: Error: no answer"]);
  });
  silent.record(event());
  await settled(() => {
    expect(silent.failures).toHaveLength(2);
  });
});

test("whoever causes them, so many are written in a minute, and so many wait", async () => {
  const api = apiWith();
  for (let i = 0; i < 10_000; i++) api.record(event({ uid: `a${i}`, name: `vm-${i}` }));
  await settled(() => {
    // One is being written when the hundred begin to wait.
    expect(api.asked).toHaveLength(101);
  });
  for (let i = 0; i < 1000; i++) api.record(event({ uid: `b${i}` }));
  await settled(() => {
    expect(api.asked).toHaveLength(120);
  });
  api.pass(60_000);
  api.record(event({ uid: "c" }));
  await settled(() => {
    expect(api.asked).toHaveLength(121);
  });
});
