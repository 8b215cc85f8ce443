import { Command, CommanderError } from "commander";
import packageJson from "../package.json" with { type: "json" };
import type { MakeCommand } from "./commands.ts";
import { exitCodes, type Io } from "./cli/io.ts";
import { printableLines } from "./cli/printable.ts";
import { reviewCommand } from "./cli/review/command.ts";

/** The commands that the arguments need. A review is what people wait for, file after file: it loads no other. */
async function commandsFor([name]: readonly string[]): Promise<readonly MakeCommand[]> {
  return name === "review" ? [reviewCommand] : (await import("./commands.ts")).commands;
}

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
  for (const command of await commandsFor(args))
    program.addCommand(command(io, setExitCode).copyInheritedSettings(program));
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    // Commander has printed what is wrong; asking for help is not an error.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
    throw error;
  }
}
