import { Option, type Command } from "commander";
import { fieldModes, type FieldMode } from "./api-server.ts";

/** The flags of a command that reads files and folders of manifests. */
export interface FileFlags {
  readonly namespace: string;
  readonly fields: FieldMode;
  readonly exclude: readonly string[];
  readonly gitignore: boolean;
}

/** Adds --namespace, --fields, --exclude and --no-gitignore to a command. */
export function addFileFlags(command: Command): Command {
  return command
    .option("--namespace <name>", "namespace of objects without one", "default")
    .addOption(
      new Option("--fields <mode>", "what to do about fields and kinds that KubeVirt does not have")
        .choices(fieldModes)
        .default("strict"),
    )
    .option(
      "--exclude <pattern>",
      "leave out files and folders, as a line of .gitignore would; may be given several times",
      (pattern: string, before: readonly string[]) => [...before, pattern],
      [],
    )
    .option("--no-gitignore", "read what .gitignore files leave out too");
}
