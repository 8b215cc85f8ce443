import { Argument, Command, type Option } from "commander";
import type { Io } from "./io.ts";

/** The scripts by shell; each is made of the commands and flags that the program has. */
const scripts: Readonly<Record<string, (program: Command) => string>> = { bash, zsh, fish };

/** `vmgate completion SHELL`: a script with which a shell completes commands, flags and their values. */
export function completionCommand(io: Io): Command {
  return new Command("completion")
    .description("Print a script with which a shell completes vmgate's commands and flags.")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(scripts)))
    .action((shell: string, _flags: object, command: Command) => {
      io.stdout.write(scripts[shell]?.(command.parent ?? command) ?? "");
    });
}

function bash(program: Command): string {
  const { commands } = program;
  const values = commands.flatMap((command) =>
    command.options.flatMap(({ long, argChoices }) =>
      argChoices === undefined ? [] : [branch(`${command.name()} ${long ?? ""}`, argChoices)],
    ),
  );
  const others = commands.map((command) => {
    const flags = command.options.map(flagOf);
    return branch(`${command.name()} `, [...argumentsOf(command), ...flags, "--help"], "*");
  });
  return `# For bash: source <(vmgate completion bash)
_vmgate() {
  local current="\${COMP_WORDS[COMP_CWORD]}" words=""
  if [ "$COMP_CWORD" -eq 1 ]; then
    words="${[...commands.map((command) => command.name()), "help", "--help", "--version"].join(" ")}"
  else
    case "\${COMP_WORDS[1]} \${COMP_WORDS[COMP_CWORD-1]}" in
${[...values, ...others].join("\n")}
    esac
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _vmgate vmgate
`;
}

/** The words after a command and the word before them. */
function branch(before: string, words: readonly string[], rest = ""): string {
  return `      "${before}"${rest}) words="${words.join(" ")}" ;;`;
}

/** zsh runs bash's functions. */
function zsh(program: Command): string {
  const script = bash(program).replace("# For bash: source", "# For zsh: source").replace("bash)", "zsh)");
  return script.replace("\n", "\nautoload -Uz +X bashcompinit && bashcompinit\n");
}

function fish(program: Command): string {
  const lines = program.commands.flatMap((command) => [
    `complete -c vmgate -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
    ...command.options.map((option) => fishOption(command, option)),
    ...argumentsOf(command).map((word) => `${fishOf(command)} -a ${word}`),
  ]);
  return `# For fish: vmgate completion fish | source\n${lines.join("\n")}\n`;
}

function fishOption(command: Command, { long, description, required, argChoices }: Option): string {
  const values = argChoices === undefined ? "" : ` -x -a ${quoted(argChoices.join(" "))}`;
  const flag = (long ?? "").slice("--".length);
  return `${fishOf(command)} -l ${flag}${values || (required ? " -r" : "")} -d ${quoted(description)}`;
}

function fishOf(command: Command): string {
  return `complete -c vmgate -n ${quoted(`__fish_seen_subcommand_from ${command.name()}`)}`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

function argumentsOf(command: Command): readonly string[] {
  return command.registeredArguments.flatMap(({ argChoices }) => argChoices ?? []);
}

function flagOf({ long }: Option): string {
  return long ?? "";
}
