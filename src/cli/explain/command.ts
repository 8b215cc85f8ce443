import { Command } from "commander";
import { suggest } from "../../policy/file/did-you-mean.ts";
import { exitCodes, type Io } from "../io.ts";
import { printable } from "../printable.ts";
import { checks } from "../review/checks.ts";
import { coloured, plain } from "../style.ts";
import { pageText } from "./page.ts";
import pages from "./pages.json" with { type: "json" };

/** Wide enough for code, narrow enough to be read. */
const widest = 100;

/** Every page by the id that ends a message: the rules', and those of the checks of `review`. */
const byId: ReadonlyMap<string, string> = new Map([
  ...Object.entries<string>(pages),
  ...Object.values(checks).map(({ id, summary, why, fix }): [string, string] => [
    id,
    `# ${id}\n\n${summary}\n\n${why}\n\n## How to fix it\n\n${fix}\n`,
  ]),
]);

/** `vmgate explain RULE`: the page of a rule. */
export function explainCommand(io: Io, setExitCode: (exitCode: number) => void): Command {
  return new Command("explain")
    .description("Explain a rule: why there is one, what is allowed, how to fix a VM, and examples.")
    .argument("<rule>", "the id that ends a message in brackets; `vmgate rules` lists them")
    .option("--markdown", "print the page as it is written", false)
    .action((rule: string, { markdown }: { readonly markdown: boolean }) => {
      const id = rule.replace(/^\[(.*)\]$/s, "$1");
      const page = byId.get(id);
      if (page === undefined) {
        io.stderr.write(`${unknownRule(id)}\n`);
        setExitCode(exitCodes.usage);
        return;
      }
      const width = Math.min(io.columns ?? widest, widest);
      const style = io.hasColour === true ? coloured : plain;
      io.stdout.write(markdown ? page : pageText(page, style, width));
    });
}

function unknownRule(id: string): string {
  const meant = suggest(id, [...byId.keys()]);
  const hint = meant === undefined ? '"vmgate rules" lists them' : `did you mean ${meant}?`;
  return printable(`${JSON.stringify(id)} is not a rule; ${hint}`);
}
