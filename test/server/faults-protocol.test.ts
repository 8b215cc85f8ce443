import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { head, open, startApp, type RunningApp } from "../support/app.ts";
import { reviewOf, send } from "../support/server.ts";
import { vm } from "../support/vm.ts";

/* What no API server sends, byte by byte: it costs its sender the connection, and nobody else anything. */

const limits = { bytes: 20_000, separators: 2000, depth: 100, bytesAtOnce: 30_000, ms: 300 };
const good = reviewOf(vm());
let app: RunningApp;

beforeAll(async () => {
  app = await startApp({ limits });
});

afterAll(() => app.drain(0));

afterEach(async () => {
  expect((await send(`${app.url}/validate`, { body: good }, app.ca)).status).toBe(200);
  expect(app.log()).not.toContain('"level":"error"');
});

/** Sends a text over TLS, and gives the status lines of all that comes until the server closes. */
async function statusesOf(text: string): Promise<readonly string[]> {
  const { socket, received, closed } = await open(app.port, app.ca);
  socket.write(text);
  await closed;
  return received().match(/HTTP\/1\.1 \d{3}/g) ?? [];
}

const [ok, bad, slow] = ["HTTP/1.1 200", "HTTP/1.1 400", "HTTP/1.1 408"];
const close = { connection: "close" };

describe("a body of another length than its header says", () => {
  const { length } = good;
  const chunk = (size: string): string => `${size}\r\n${good}\r\n0\r\n\r\n`;

  test.for<[situation: string, text: string, statuses: readonly string[]]>([
    ["shorter than it is", head({ "content-length": length - 1 }) + good, [bad]],
    [
      "shorter, and the rest is a request",
      `${head({ "content-length": length })}${good}GET / HTTP/1.1\r\n\r\n`,
      [ok, bad],
    ],
    ["longer than it is", head({ "content-length": length + 1 }) + good, [slow]],
    ["no number", head({ "content-length": "ten" }) + good, [bad]],
    ["negative", head({ "content-length": -1 }) + good, [bad]],
    ["with a sign", head({ "content-length": `+${length}` }) + good, [bad]],
    ["in base 16", head({ "content-length": "0x10" }) + good, [bad]],
    ["beyond 64 bits", head({ "content-length": "99999999999999999999" }) + good, [bad]],
    ["beyond 2^53", head({ "content-length": "9007199254740993" }) + good, ["HTTP/1.1 413"]],
    ["two lengths", head({ "content-length": length, "Content-Length": length + 1 }) + good, [bad]],
    [
      "length and chunks",
      head({ "content-length": length, "transfer-encoding": "chunked" }) + chunk("0"),
      [bad],
    ],
    ["an encoding that is not chunked", head({ "transfer-encoding": "gzip" }) + good, [bad]],
    ["chunked, but not last", head({ "transfer-encoding": "chunked, gzip" }) + good, [bad]],
    ["a chunk without a size", head({ "transfer-encoding": "chunked" }) + chunk(""), [bad]],
    ["a chunk of negative size", head({ "transfer-encoding": "chunked" }) + chunk("-1"), [bad]],
    ["a chunk beyond 64 bits", head({ "transfer-encoding": "chunked" }) + chunk("f".repeat(17)), [bad]],
    ["a chunk longer than it says", head({ "transfer-encoding": "chunked" }) + chunk("1"), [bad]],
    ["a chunk shorter than it says", head({ "transfer-encoding": "chunked" }) + chunk("fff"), [slow]],
    [
      "a chunk with megabytes of extensions",
      `${head({ "transfer-encoding": "chunked" })}1;${"a".repeat(1 << 20)}`,
      ["HTTP/1.1 413"],
    ],
    [
      "trailers without end",
      `${head({ "transfer-encoding": "chunked" })}0\r\n${"a: b\r\n".repeat(20_000)}`,
      ["HTTP/1.1 431"],
    ],
  ])("%s", async ([, text, statuses]) => {
    expect(await statusesOf(text)).toEqual(statuses);
  });
});

describe("what HTTP/1.1 knows besides", () => {
  const request = (line: string, headers: string, body = ""): string =>
    `${line} HTTP/1.1\r\nhost: vmgate\r\n${headers}\r\n${body}`;

  test.for<[situation: string, text: string, statuses: readonly string[]]>([
    ["HTTP/2 without asking", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", [bad]],
    [
      "an upgrade to HTTP/2 is not done",
      head({ ...close, upgrade: "h2c", "content-length": good.length }) + good,
      [ok],
    ],
    [
      "an upgrade to WebSocket is not done",
      request(
        "GET /validate",
        "connection: close, upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n",
      ),
      ["HTTP/1.1 405"],
    ],
    ["a tunnel", request("CONNECT example.com:443", ""), []],
    ["a trace", request("TRACE /validate", "connection: close\r\n"), ["HTTP/1.1 405"]],
    [
      "another host, absolutely",
      request("GET http://169.254.169.254/latest", "connection: close\r\n"),
      ["HTTP/1.1 404"],
    ],
    ["no host", "GET / HTTP/1.1\r\n\r\n", [bad]],
    ["HTTP/0.9", "GET /\r\n\r\n", ["HTTP/1.1 404"]],
    ["HTTP/9.9", "GET / HTTP/9.9\r\n\r\n", [bad]],
    ["an unknown method", request("PATCHY /validate", ""), [bad]],
    ["blanks in the path", request("GET /a b", ""), [bad]],
    ["a null byte in a header", request("GET /", "a: \0\r\n"), [bad]],
    ["a header without a name", request("GET /", ": a\r\n"), [bad]],
    ["a folded header", request("GET /", "a: b\r\n c\r\n"), [bad]],
    ["line feeds alone", "GET / HTTP/1.1\nhost: vmgate\nconnection: close\n\n", [bad]],
    ["thousands of headers", request("GET /", "a:b\r\n".repeat(10_000)), ["HTTP/1.1 431"]],
    ["a path of a megabyte", request(`GET /${"a".repeat(1 << 20)}`, ""), ["HTTP/1.1 431"]],
    [
      "a body that is asked for first",
      head({ ...close, expect: "100-continue", "content-length": good.length }) + good,
      ["HTTP/1.1 100", ok],
    ],
    [
      "another expectation",
      head({ ...close, expect: "tea", "content-length": good.length }) + good,
      ["HTTP/1.1 417"],
    ],
  ])("%s", async ([, text, statuses]) => {
    expect(await statusesOf(text)).toEqual(statuses);
  });

  test("a hundred requests in one piece get a hundred answers, each its own", async () => {
    const ids = Array.from({ length: 100 }, (_, i) => String(i).padStart(8, "0"));
    const bodies = ids.map((id) => good.replace("7c1f9f0e", id));
    const { socket, received, closed } = await open(app.port, app.ca);
    socket.write(
      bodies
        .map((body, i) => head({ ...(i === 99 ? close : {}), "content-length": body.length }) + body)
        .join(""),
    );
    await closed;
    expect(received().match(/(?<="uid":")\d{8}/g)).toEqual(ids);
  });
});
