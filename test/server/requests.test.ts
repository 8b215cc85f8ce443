import { gzipSync } from "node:zlib";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { reviewLimits } from "../../src/server/request-body.ts";
import { head, open, startApp, type RunningApp } from "../support/app.ts";
import { reviewOf, send, type Ask, type Reply } from "../support/server.ts";
import { vm } from "../support/vm.ts";

const limits = { bytes: 20_000, separators: 2000, depth: 100, bytesAtOnce: 30_000, ms: 300 };
let app: RunningApp;

beforeAll(async () => {
  app = await startApp({ limits });
});

afterAll(() => app.drain(0));

const ask = (path: string, request: Ask): Promise<Reply> => send(`${app.url}${path}`, request, app.ca);
const good = reviewOf(vm());

// Whatever was sent: the next one is answered, and nothing was a surprise.
afterEach(async () => {
  expect((await ask("/validate", { body: good })).status).toBe(200);
  expect(app.log()).not.toContain('"level":"error"');
});

describe("what is no review gets a line of plain text", () => {
  const json = { "content-type": "application/json" };
  const typed = (type: string): Ask => ({ headers: { "content-type": type }, body: good });

  test.for<[situation: string, path: string, request: Ask, status: number, text: string]>([
    ["GET", "/mutate", { method: "GET" }, 405, "method not allowed; POST AdmissionReviews."],
    ["PUT", "/validate", { method: "PUT", body: good }, 405, "method not allowed; POST AdmissionReviews."],
    ["DELETE", "/validate", { method: "DELETE" }, 405, "method not allowed; POST AdmissionReviews."],
    ["OPTIONS", "/mutate", { method: "OPTIONS" }, 405, "method not allowed; POST AdmissionReviews."],
    ["the root", "/", { body: good }, 404, "not found; POST AdmissionReviews"],
    ["another path", "/validate/x", { body: good }, 404, "not found; POST AdmissionReviews"],
    ["a slash too many", "/validate/", { body: good }, 404, "not found; POST AdmissionReviews"],
    ["capitals", "/Validate", { body: good }, 404, "not found; POST AdmissionReviews"],
    ["a broken escape", "/%", { body: good }, 404, "not found; POST AdmissionReviews"],
    ["the probes' path", "/readyz", { method: "GET" }, 404, "not found; POST AdmissionReviews"],
    ["no media type", "/mutate", { headers: {}, body: good }, 415, "The Content-Type must be"],
    ["text", "/mutate", typed("text/plain"), 415, "The Content-Type must be"],
    ["a form", "/mutate", typed("application/x-www-form-urlencoded"), 415, "The Content-Type must be"],
    ["nearly JSON", "/mutate", typed("application/jsonp"), 415, "The Content-Type must be"],
    [
      "another charset",
      "/mutate",
      typed("application/json; charset=latin1"),
      415,
      "The Content-Type must be",
    ],
    [
      "a compressed body",
      "/mutate",
      { headers: { ...json, "content-encoding": "gzip" }, body: gzipSync(good) },
      415,
      "The body must not be compressed.",
    ],
    ["no body", "/mutate", {}, 400, "The body must be an AdmissionReview, not empty."],
    ["not JSON", "/mutate", { body: "kind: AdmissionReview" }, 400, "The body must be JSON."],
    ["half of a review", "/mutate", { body: good.slice(0, -2) }, 400, "The body must be JSON."],
    ["two reviews", "/mutate", { body: good + good }, 400, "The body must be JSON."],
    ["bytes", "/mutate", { body: Uint8Array.of(0, 255, 254, 128) }, 400, "The body must be JSON."],
    ["null", "/mutate", { body: "null" }, 400, "apiVersion: "],
    ["a number", "/mutate", { body: "1" }, 400, "apiVersion: "],
    ["a list", "/mutate", { body: "[]" }, 400, "apiVersion: "],
    ["an object", "/mutate", { body: "{}" }, 400, "apiVersion: "],
    ["an old version", "/mutate", { body: good.replace("k8s.io/v1", "k8s.io/v1beta1") }, 400, "apiVersion: "],
    [
      "a declared megabyte",
      "/mutate",
      { body: " ".repeat(1_000_000) },
      413,
      "The body must be at most 20000 bytes.",
    ],
  ])("%s", async ([, path, request, status, text]) => {
    const reply = await ask(path, request);
    expect(reply.text).toMatch(/^[^\n]+\n$/);
    expect(reply.text).toContain(text);
    expect(reply).toMatchObject({ status, headers: { "content-type": "text/plain; charset=utf-8" } });
  });

  test("a wrong method is answered with the right one", async () => {
    expect((await ask("/mutate", { method: "GET" })).headers["allow"]).toBe("POST");
  });

  test("the server does not say what it is made of", async () => {
    const { headers } = await ask("/mutate", { body: good });
    expect(Object.keys(headers)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/powered|server|etag/)]),
    );
  });
});

test.for(["?timeout=10s", "?timeout=5s&a[b][c]=d", "?%", "?__proto__[x]=1"])(
  "the query %s says nothing",
  async (query) => {
    expect((await ask(`/validate${query}`, { body: good })).status).toBe(200);
  },
);

test.for(["application/json; charset=utf-8", "Application/JSON", 'application/json;charset="UTF-8"'])(
  "%s is JSON",
  async (type) => {
    expect((await ask("/validate", { headers: { "content-type": type }, body: good })).status).toBe(200);
  },
);

describe("the size of a body", () => {
  const padded = (bytes: number): string => good.padEnd(bytes);

  test("the limit itself is read", async () => {
    expect((await ask("/validate", { body: padded(limits.bytes) })).status).toBe(200);
  });

  test("one byte more is not, declared or not", async () => {
    const chunked = { "content-type": "application/json", "transfer-encoding": "chunked" };
    const body = padded(limits.bytes + 1);
    expect((await ask("/validate", { body })).status).toBe(413);
    expect((await ask("/validate", { headers: chunked, body })).status).toBe(413);
  });

  test("the real limit takes two objects as large as etcd's and the envelope", () => {
    expect(reviewLimits.bytes).toBe(7_340_032);
    expect(reviewLimits.bytesAtOnce).toBeGreaterThan(reviewLimits.bytes);
  });

  test("a body without end is answered, and cut when the client does not stop", async () => {
    const { socket, received, closed } = await open(app.port, app.ca);
    socket.write(head({ "transfer-encoding": "chunked" }));
    const chunk = `3e8\r\n${" ".repeat(1000)}\r\n`;
    let sent = 0;
    const timer = setInterval(() => {
      sent += 1000;
      socket.write(chunk);
    }, 1);
    await closed;
    clearInterval(timer);
    expect(received()).toMatch(/^HTTP\/1\.1 413 .*The body must be at most 20000 bytes\.\n$/s);
    expect(sent).toBeGreaterThan(limits.bytes);
  });

  test("a client that wants no further answer gets this one, though its body is refused by its length", async () => {
    const { socket, received, closed } = await open(app.port, app.ca);
    const body = " ".repeat(4 << 20);
    socket.write(head({ "content-length": body.length, connection: "close" }) + body.slice(0, 1000));
    await vi.waitFor(() => {
      expect(received()).toMatch(/^HTTP\/1\.1 413 .* at most 20000 bytes\.\n$/s);
    });
    expect(socket.closed).toBe(false);
    socket.write(body.slice(1000));
    await closed;
    expect(socket.errored).toBeNull();
  });

  test("where more come at once than fits, the one that has been waited for longest is given up", async () => {
    const patient = await startApp({ limits: { ...limits, ms: 60_000 } });
    const body = padded(19_000);
    const [slow, slower] = [await open(patient.port, patient.ca), await open(patient.port, patient.ca)];
    for (const { socket } of [slower, slow]) {
      socket.write(head({ "content-length": body.length }) + body.slice(0, 9_000));
      await sleep(50);
    }
    expect((await send(`${patient.url}/validate`, { body }, patient.ca)).status).toBe(200);
    await slower.closed;
    expect(slower.received()).toMatch(/^HTTP\/1\.1 503 .*Too many request bodies at once; try again\.\n$/s);
    slow.socket.write(body.slice(9_000));
    await vi.waitFor(() => {
      expect(slow.received()).toMatch(/^HTTP\/1\.1 200 /);
    });
    await patient.drain(0);
  });
});

describe("the values in a body", () => {
  const commas = (text: string): number => text.match(/[,[{]/g)?.length ?? 0;
  /** A review with so many commas and brackets in all. */
  const withSeparators = (count: number): string =>
    good.replace('"dryRun":false', `"dryRun":false,"more":[${"0,".repeat(count - commas(good) - 2)}0]`);

  test("the limit itself is read, one more is not", async () => {
    expect(commas(withSeparators(limits.separators))).toBe(limits.separators);
    expect((await ask("/validate", { body: withSeparators(limits.separators) })).status).toBe(200);
    expect(await ask("/validate", { body: withSeparators(limits.separators + 1) })).toMatchObject({
      status: 413,
      text: "The body must not hold more than 2000 values.\n",
    });
  });
});

test("a body that does not arrive in time is answered and the connection closed", async () => {
  const { socket, received, closed } = await open(app.port, app.ca);
  socket.write(`${head({ "content-length": 100 })}{`);
  await closed;
  expect(received()).toMatch(/^HTTP\/1\.1 408 .*The body must arrive within 0\.3 s\.\n$/s);
});

test("a client that goes away in the middle is not answered, and no trouble", async () => {
  for (let i = 0; i < 10; i++) {
    const { socket, closed } = await open(app.port, app.ca);
    socket.write(`${head({ "content-length": 100 })}{`, () => socket.destroy());
    await closed;
  }
});

test("a client that does not wait for its answer is no trouble", async () => {
  const { socket, closed } = await open(app.port, app.ca);
  socket.write(head({ "content-length": good.length }) + good, () => socket.destroy());
  await closed;
});

test("two requests in one piece get two answers, in their order", async () => {
  const { socket, received } = await open(app.port, app.ca);
  const other = good.replace("7c1f9f0e", "00000000");
  socket.write(
    head({ "content-length": good.length }) + good + head({ "content-length": other.length }) + other,
  );
  await vi.waitFor(() => {
    expect(received().match(/"uid":"\w{8}/g)).toEqual(['"uid":"7c1f9f0e', '"uid":"00000000']);
  });
  socket.destroy();
});

test("what is not HTTP gets 400 and is closed", async () => {
  const { socket, received, closed } = await open(app.port, app.ca);
  socket.write("hello\r\n\r\n");
  await closed;
  expect(received()).toMatch(/^HTTP\/1\.1 400 /);
});

test("headers without end get 431 and are closed", async () => {
  const { socket, received, closed } = await open(app.port, app.ca);
  socket.write(head({ "x-long": "x".repeat(100_000) }));
  await closed;
  expect(received()).toMatch(/^HTTP\/1\.1 431 /);
});

describe("odd JSON", { timeout: 30_000 }, () => {
  // With room for it: the real limits.
  let roomy: RunningApp;

  beforeAll(async () => {
    roomy = await startApp();
  });

  afterAll(() => roomy.drain(0));

  const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

  test.for<[situation: string, body: string, status: number]>([
    ["a million brackets", "[".repeat(1_000_000), 413],
    ["many brackets", "[".repeat(101), 413],
    ["brackets up to the limit", "[".repeat(100), 400],
    ["many brackets, closed", "[".repeat(40_000) + "]".repeat(40_000), 413],
    ["many brackets in a text", reviewOf({ a: "[".repeat(1_000_000) }), 200],
    [
      "all the values that there may be",
      reviewOf({ spec: { template: { spec: { volumes: Array(99_900).fill(0) } } } }),
      200,
    ],
    [
      "an object of a great depth",
      reviewOf(null).replace('"object":null', `"object":${nested(20_000)}`),
      413,
    ],
    [
      "a spec of the depth that there may be, twice",
      reviewOf(null, { operation: "UPDATE" })
        .replace('"object":null', `"object":{"spec":${nested(97)}}`)
        .replace('"oldObject":null', `"oldObject":{"spec":${nested(97)}}`),
      200,
    ],
    ["no object", reviewOf(null), 200],
    ["a number for an object", reviewOf(1e308), 200],
    ["a list for an object", reviewOf([[[]]]), 200],
    [
      "names that JavaScript knows",
      good.replace('"spec":{', '"__proto__":{"a":1},"constructor":null,"spec":{"toString":1,'),
      200,
    ],
    ["half a surrogate", good.replace('"web"', '"\\ud800"'), 200],
    ["a name of a megabyte", reviewOf(vm(), { name: "x".repeat(1_000_000) }), 200],
  ])("%s", async ([, body, status]) => {
    for (const door of ["mutate", "validate"]) {
      const reply = await send(`${roomy.url}/${door}`, { body }, roomy.ca);
      expect(reply.status).toBe(status);
      if (status === 200) expect(JSON.parse(reply.text)).toHaveProperty("response.allowed");
    }
    for (const line of roomy.log().split("\n")) expect(line.length).toBeLessThan(10_000);
  });
});
