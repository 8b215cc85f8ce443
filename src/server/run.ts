import type { ServeConfig } from "./options.ts";
import { createHandler } from "../webhook/handler.ts";
import type { ApiClient } from "../kube/api-client.ts";
import type { VirtualMachineClient } from "../webhook/vm-client.ts";
import type { VmEvent } from "../webhook/vm-event.ts";
import { createEventRecorder } from "../kube/event-recorder.ts";
import { createVirtualMachineClient, lookupTimeoutMs } from "../kube/vm-client.ts";
import { missingPlatformValues } from "../policy/missing-platform-values.ts";
import { createApp } from "./routes.ts";
import { reviewLimits } from "./request-body.ts";
import { followClients } from "./client-ca-watcher.ts";
import { createClientCheck } from "./client-certificate.ts";
import { certificateTimes, openCertificate, type CertificateTimes } from "./open-certificate.ts";
import { createPlainServer, createTlsServer } from "./listeners.ts";
import { listen } from "./listen.ts";
import { createLog, type Log, type LogOutput } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { policyCheck, reportPolicyChanges } from "./policy-status.ts";
import { createProbes } from "./probes.ts";
import { warmUp } from "./warm-up.ts";

/** How long open requests may take once the server is asked to stop: as long as a body. Kubernetes kills after 30 s. */
const drainMs = reviewLimits.ms;

/** The same for a probe, or metrics that are being read. */
const drainProbesMs = 1000;

/**
 * Serves until `untilStopped` resolves, then lets open requests finish. Returns what prevented it from listening,
 * one sentence each; nothing when it has served.
 */
export async function serve(
  { tls, policy, api, names, clients, ...addresses }: ServeConfig,
  output: LogOutput,
  untilStopped: () => Promise<string>,
  times: CertificateTimes = certificateTimes,
): Promise<readonly string[]> {
  const log = createLog(output);
  const metrics = createMetrics();
  const source = { names, ...(tls === undefined ? {} : { tls }), ...(api === undefined ? {} : { api }) };
  // Making a key takes its time in other threads.
  const [certificate] = await Promise.all([
    openCertificate(source, { ...times, log, metrics }),
    warmUp(policy.current()),
  ]);
  const app = createApp({
    handle: createHandler({
      policy: policy.current,
      now: Date.now,
      ...(api === undefined ? {} : { openClient: openClientOf(api) }),
    }),
    limits: reviewLimits,
    log,
    metrics,
    ...(clients === undefined ? {} : { checkClient: createClientCheck(clients) }),
    ...(api === undefined ? {} : { recordEvent: eventRecorderOf(api, log) }),
  });
  const { server, setKeyPair, setClientCa } = createTlsServer(app, {
    pair: certificate.pair,
    clientCa: clients?.ca,
    log,
  });
  const probes = createProbes([...certificate.checks, policyCheck(policy)], metrics.registry);

  const stopped = untilStopped();
  const [reviews, plain] = await Promise.all([
    listen({ server, address: addresses.listen, flag: "--listen" }),
    listen({ server: createPlainServer(probes), address: addresses.metricsListen, flag: "--metrics-listen" }),
  ]);
  if ("problem" in reviews || "problem" in plain) {
    policy.close();
    await Promise.all([reviews, plain].map(async (one) => "drain" in one && one.drain(0)));
    return [reviews, plain].flatMap((one) => ("problem" in one ? [one.problem] : []));
  }
  reportPolicyChanges(policy, { log, metrics });
  const unfollow = certificate.follow(setKeyPair);
  const unwatch = followClients(clients, setClientCa, log);
  const { caBundle } = certificate;
  const urls = { reviews: reviews.url, metrics: plain.url };
  // A cluster may take its time to trust the certificate.
  if (api !== undefined) log.info(urls, "listening");
  void certificate.ready.then(() => {
    log.info({ ...urls, notes: missingPlatformValues(policy.current()), caBundle }, "ready");
  });

  log.info({ signal: await stopped }, "stopping");
  unfollow();
  unwatch();
  policy.close();
  await reviews.drain(drainMs);
  await plain.drain(drainProbesMs);
  api?.close();
  log.info("stopped");
  return [];
}

/** A client for one VMI CREATE, whose deadline begins now. */
function openClientOf(api: ApiClient): () => VirtualMachineClient {
  return () => createVirtualMachineClient(api, AbortSignal.timeout(lookupTimeoutMs));
}

function eventRecorderOf(api: ApiClient, log: Log): (event: VmEvent) => void {
  const onFailure = (why: string): void => {
    log.warn({ why }, "event on a VM not written");
  };
  return createEventRecorder(api, { now: Date.now, onFailure });
}
