import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { renderCommand } from "./cli/render/command.ts";
import { explainCommand } from "./cli/explain/command.ts";
import { completionCommand } from "./cli/completion.ts";
import { fixCommand } from "./cli/fix/command.ts";
import { exitCodes, type Io } from "./cli/io.ts";
import { printableLines } from "./cli/printable.ts";
import { reviewCommand } from "./cli/review/command.ts";
import { rulesCommand } from "./cli/rules.ts";
import { scanCommand } from "./cli/scan/command.ts";
import { schemaCommand } from "./cli/schema.ts";
import { serveCommand } from "./cli/serve.ts";
import { userdataCommand } from "./cli/userdata/command.ts";
import { whyCommand } from "./cli/live/why.ts";
import { webhooksCommand } from "./cli/webhooks/command.ts";
import { playgroundCommand } from "./playground/command.ts";

const commands = [
  serveCommand,
  reviewCommand,
  fixCommand,
  renderCommand,
  rulesCommand,
  explainCommand,
  userdataCommand,
  schemaCommand,
  scanCommand,
  whyCommand,
  webhooksCommand,
  completionCommand,
  playgroundCommand,
];

/** Runs the command line `vmgate ARGS…` and gives its exit code. Everything it reads and writes is in `io`. */
export async function cli(args: readonly string[], io: Io): Promise<number> {
  let exitCode: number = exitCodes.ok;
  const setExitCode = (code: number): void => {
    exitCode = code;
  };
  const program = new Command(io.name ?? "vmgate")
    .description("Validates KubeVirt VirtualMachines, applies defaults and injects platform cloud-init.")
    .version(packageJson.version)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(printableLines(text)),
    });
  for (const command of commands) {
    program.addCommand(command(io, setExitCode).copyInheritedSettings(program));
  }
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has printed what is wrong; asking for help is not an error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    throw error;
  }
}
