import type { Command } from "commander";
import { completionCommand } from "./cli/completion.ts";
import { explainCommand } from "./cli/explain/command.ts";
import { fixCommand } from "./cli/fix/command.ts";
import { whyCommand } from "./cli/live/why.ts";
import { renderCommand } from "./cli/render/command.ts";
import { reviewCommand } from "./cli/review/command.ts";
import { rulesCommand } from "./cli/rules.ts";
import { scanCommand } from "./cli/scan/command.ts";
import { schemaCommand } from "./cli/schema.ts";
import { serveCommand } from "./cli/serve.ts";
import { userdataCommand } from "./cli/userdata/command.ts";
import { webhooksCommand } from "./cli/webhooks/command.ts";
import { playgroundCommand } from "./playground/command.ts";
import type { Io } from "./cli/io.ts";

/** Makes a command, which gives its exit code to `setExitCode`. */
export type MakeCommand = (io: Io, setExitCode: (exitCode: number) => void) => Command;

/** Every command, in the order of the help. */
export const commands: readonly MakeCommand[] = [
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
