import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { Agent } from "node:https";
import { Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { makeServingCertificate } from "../../src/certs/self-signed.ts";
import { watchClientCa } from "../../src/server/client-ca-watcher.ts";
import { createClientCheck, readClientAuthority } from "../../src/server/client-certificate.ts";
import { listen } from "../../src/server/listen.ts";
import { createTlsServer } from "../../src/server/listeners.ts";
import { createLog } from "../../src/server/log.ts";
import { makeCertificates } from "../cluster/certificates.ts";
import { replaceFile } from "../support/replace-file.ts";
import { reviewOf, send, serve, type Served } from "../support/server.ts";
import { vm } from "../support/vm.ts";

let folder = "";
const file = (name: string): string => join(folder, name);
const pem = (name: string): Promise<string> => readFile(file(name), "utf8");
const agentOf = async (client: string): Promise<Agent | undefined> =>
  client === ""
    ? undefined
    : new Agent({ cert: await pem(`${client}.crt`), key: await pem(`${client}.key`) });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmgate-clients-"));
  await makeCertificates(folder);
  await writeFile(file("rubbish"), "-----BEGIN CERTIFICATE-----\nrubbish");
});
afterAll(() => rm(folder, { recursive: true }));

const required = "a client certificate of the authority in --client-ca is required.\n";
const wrongName = "the common name of the client certificate is not in --client-allowed-names.\n";

describe.for([
  ["any name", undefined],
  ["allowed names", "front-proxy,kube-apiserver"],
] as const)("with %s", ([, names]) => {
  let served: Served;
  beforeAll(async () => {
    const flags = names === undefined ? [] : [`--client-allowed-names=${names}`];
    served = await serve(`--client-ca=${file("ca.crt")}`, ...flags);
  });
  afterAll(() => served.stop());

  test.for<[what: string, client: string, status: number, text: string]>([
    ["no certificate", "", 403, required],
    ["a certificate of another authority", "front-proxy-client", 403, required],
    ["the API server's", "webhook-client", 200, ""],
    ["another of the same authority", "admin", names === undefined ? 200 : 403, wrongName],
  ])("%s", async ([, client, status, text]) => {
    const agent = await agentOf(client);
    for (const path of ["mutate", "validate"]) {
      const ask = { body: reviewOf(vm()), ...(agent === undefined ? {} : { agent }) };
      const reply = await send(`${served.url}/${path}`, ask, served.ca);
      expect(reply.status).toBe(status);
      if (status !== 200) expect(reply.text).toBe(text);
    }
    agent?.destroy();
  });

  test("probes and metrics need none, and what was rejected is counted", async () => {
    for (const path of ["livez", "readyz", "metrics"])
      expect((await send(`${served.metricsUrl}/${path}`, { method: "GET" })).status).toBe(200);
    const { text } = await send(`${served.metricsUrl}/metrics`, { method: "GET" });
    const rejected = names === undefined ? 4 : 6;
    expect(text).toContain(`vmgate_bad_requests_total{status="403"} ${rejected}\n`);
  });
});

test("clients are asked for a certificate after the serving certificate was replaced, too", async () => {
  const clients = { file: file("ca.crt"), ca: await pem("ca.crt"), allowedNames: [] };
  const check = createClientCheck(clients);
  const first = await makeServingCertificate(["localhost"]);
  const tls = createTlsServer(
    (request, response) => {
      response.end(check(request.socket) ?? "accepted");
    },
    { pair: first, clientCa: clients.ca, log: createLog({ write: () => undefined }) },
  );
  const listening = await listen({ ...tls, address: { host: "127.0.0.1", port: 0 }, flag: "--listen" });
  if ("problem" in listening) throw new Error(listening.problem);
  const second = await makeServingCertificate(["localhost"]);
  tls.setKeyPair(second);
  const agent = await agentOf("admin");
  const ask = { method: "GET", ...(agent === undefined ? {} : { agent }) };
  expect((await send(listening.url, ask, second.ca)).text).toBe("accepted");
  expect((await send(listening.url, { method: "GET" }, second.ca)).text).toBe(required.trim());
  agent?.destroy();
  await listening.drain(0);
});

test("another authority in the file is asked for, and what is none changes nothing", async () => {
  const [current, next] = [await pem("ca.crt"), await pem("front-proxy-ca.crt")];
  const [mine, watched] = [await makeServingCertificate(["localhost"]), file("watched.crt")];
  await replaceFile(watched, current);
  const lines: string[] = [];
  const log = createLog({ write: (line) => lines.push((JSON.parse(line) as { msg: string }).msg) });
  const check = createClientCheck({ allowedNames: [] });
  const tls = createTlsServer(
    (request, response) => {
      response.end(check(request.socket) ?? "accepted");
    },
    { pair: mine, clientCa: current, log },
  );
  const listening = await listen({ ...tls, address: { host: "127.0.0.1", port: 0 }, flag: "--listen" });
  if ("problem" in listening) throw new Error(listening.problem);
  const unwatch = watchClientCa(watched, current, tls.setClientCa, log, 20);
  const asks = async (client: string, agent?: Agent): Promise<string> => {
    const used = agent ?? (await agentOf(client));
    const { text } = await send(listening.url, { method: "GET", ...(used && { agent: used }) }, mine.ca);
    if (agent === undefined) used?.destroy();
    return text;
  };
  const kept = new Agent({ cert: await pem("admin.crt"), key: await pem("admin.key"), keepAlive: true });
  expect(await asks("", kept)).toBe("accepted");
  // An agent of HTTPS resumes the sessions that it had.
  const resuming = await agentOf("admin");
  expect(await asks("", resuming)).toBe("accepted");

  await replaceFile(watched, "rubbish");
  await vi.waitFor(() => {
    expect(lines).toEqual(["authority of the clients is invalid; keeping the previous one"]);
  }, 10_000);
  expect(await asks("admin")).toBe("accepted");

  await replaceFile(watched, next);
  await vi.waitFor(async () => {
    expect(await asks("front-proxy-client")).toBe("accepted");
  }, 10_000);
  expect(await asks("admin")).toBe(required.trim());
  expect(await asks("", resuming)).toBe(required.trim());
  expect(await asks("", kept)).toBe("accepted");
  expect(lines.at(-1)).toBe("authority of the clients replaced");
  unwatch();
  kept.destroy();
  resuming?.destroy();
  await listening.drain(0);
});

test("a connection without TLS is refused", () => {
  const check = createClientCheck({ allowedNames: [] });
  expect(check(new Socket())).toBe(required.trim());
});

const mustBePem =
  "must be certificates in PEM; name the authority of the API server's client certificate, or omit the flag";

test.for<[what: string, ca: string | undefined, names: string | undefined, problem: string]>([
  [
    "a file that is missing",
    "none",
    undefined,
    `--client-ca: cannot read "FILE" (no such file): ${mustBePem}`,
  ],
  ["a file of something else", "rubbish", "a", `--client-ca: "FILE" has other content: ${mustBePem}`],
  ["a key", "ca.key", undefined, `--client-ca: "FILE" has other content: ${mustBePem}`],
  [
    "names alone",
    undefined,
    "a",
    "--client-allowed-names: must be set together with --client-ca; add --client-ca, or omit the flag",
  ],
  [
    "no names",
    "ca.crt",
    ",",
    '--client-allowed-names: ",": must be common names with commas between; use for example kube-apiserver, or omit the flag',
  ],
])("%s is wrong use", async ([, ca, names, problem]) => {
  const flags = {
    ...(ca === undefined ? {} : { clientCa: file(ca) }),
    ...(names === undefined ? {} : { clientAllowedNames: names }),
  };
  expect(await readClientAuthority(flags)).toEqual({
    problems: [problem.replace("FILE", ca === undefined ? "" : file(ca))],
  });
});
