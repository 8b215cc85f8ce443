import { answer } from "../admission/answer.ts";
import type { ServeConfig } from "../config.ts";
import { answerWith, type Answering } from "../cluster/answer.ts";
import type { ApiServer } from "../cluster/api-server.ts";
import { bootCluster, startDeadlineMs } from "../cluster/boot-cluster.ts";
import { leftOut } from "../policy/left-out.ts";
import { createApp } from "./app.ts";
import { reviewLimits } from "./body.ts";
import { certificateFromFiles, makeCertificate } from "./certificate.ts";
import { createPlainServer, createTlsServer } from "./http-servers.ts";
import { listen } from "./listen.ts";
import { createLog, type LogOutput } from "./log.ts";
import { createMetrics } from "./metrics.ts";
import { policyCheck, reportPolicyChanges } from "./policy-check.ts";
import { createProbes } from "./probes.ts";

/** How long open requests may take once the server is told to stop: as long as a body. Kubernetes kills after 30 s. */
const drainMs = reviewLimits.ms;

/** The same for a probe, or metrics that are being read. */
const drainProbesMs = 1000;

/**
 * Serves until `untilStopped` resolves, then lets open requests finish. Gives what kept it from listening, one
 * sentence each; nothing when it has served.
 */
export async function serve(
  { tls, policy, api, ...addresses }: ServeConfig,
  output: LogOutput,
  untilStopped: () => Promise<string>,
): Promise<readonly string[]> {
  const log = createLog(output);
  const metrics = createMetrics();
  const certificate = await (tls === undefined
    ? makeCertificate()
    : certificateFromFiles(tls.files, tls.pair, { log, metrics }));
  const app = createApp({
    answer: api === undefined ? answer : answerAt(api),
    policy: policy.current,
    limits: reviewLimits,
    log,
    metrics,
  });
  const { server, setKeyPair } = createTlsServer(app, certificate.pair, log);
  const probes = createProbes([certificate.check, policyCheck(policy)], metrics.registry);

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
  const { caBundle } = certificate;
  log.info({ reviews: reviews.url, metrics: plain.url, notes: leftOut(policy.current()), caBundle }, "ready");

  log.info({ signal: await stopped }, "stopping");
  unfollow();
  policy.close();
  await reviews.drain(drainMs);
  await plain.drain(drainProbesMs);
  api?.close();
  log.info("stopped");
  return [];
}

/** The engine with an API server at its side; each start has a deadline of its own. */
function answerAt(api: ApiServer): Answering {
  return answerWith(() => bootCluster(api, AbortSignal.timeout(startDeadlineMs)));
}
