import { Command } from "commander";
import type { ServeFlags } from "../server/options.ts";
import { exitCodes, type Io } from "./io.ts";
import { printable } from "./printable.ts";

/** `vmgate serve`: serves the admission webhooks until it is asked to end. */
export function serveCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  return new Command("serve")
    .description("Serve the admission webhooks over HTTPS until SIGTERM or SIGINT.")
    .option("--listen <address>", "address for the API server", "127.0.0.1:9443")
    .option(
      "--metrics-listen <address>",
      "address for /livez, /readyz and /metrics, over plain HTTP",
      "127.0.0.1:9090",
    )
    .option("--policy <file>", "the administrator's policy, reloaded whenever it changes")
    .option(
      "--certs <mode>",
      "self: made and renewed by vmgate, in a Secret; files: those below (default: files if they are given, self in a cluster)",
    )
    .option(
      "--tls-cert <file>",
      "serving certificate with its chain, PEM (without a cluster: self-signed, in memory)",
    )
    .option("--tls-key <file>", "its private key, PEM")
    .option(
      "--client-ca <file>",
      "authorities, PEM: reviews are accepted only with a client certificate of theirs (default: from anyone)",
    )
    .option(
      "--client-allowed-names <names>",
      "common names, with commas between, one of which that certificate must have (default: any)",
    )
    .option(
      "--name <name>",
      "name of the Service and of the webhook configurations; NAME-certificate is the Secret (default: vmgate)",
    )
    .option("--namespace <namespace>", "their namespace (default: the pod's own, or vmgate)")
    .option("--kubeconfig <file>", "the cluster that calls vmgate (default: the pod's service account)")
    .action(async (flags: ServeFlags) => {
      // Other commands must not load the server's libraries.
      const [{ readServeConfig }, { serve }] = await Promise.all([
        import("../server/options.ts"),
        import("../server/run.ts"),
      ]);
      const read = await readServeConfig(flags);
      const problems =
        "problems" in read ? read.problems : await serve(read.config, io.stdout, io.untilStopped);
      for (const problem of problems) io.stderr.write(`${printable(problem)}\n`);
      setExitCode(problems.length === 0 ? exitCodes.ok : exitCodes.usage);
    });
}
