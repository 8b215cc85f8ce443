import { readdirSync, readFileSync } from "node:fs";
import { format } from "prettier";

const folder = "src/platform-parts";
const root = `${import.meta.dirname}/..`;

/**
 * A script as it is packed: without comments, indents and blank lines, which cost up to a third of the
 * room that the user's data has; the line that says what runs it stays.
 */
export function shorten(script: string): string {
  return script
    .split("\n")
    .map((line) => line.trimStart())
    .filter((line) => line !== "" && (!line.startsWith("#") || /^#(?:!|ps1)/.test(line)))
    .join("\n");
}

/**
 * The scripts of the platform's parts as a module: files that can be linted, and yet no I/O in the core,
 * whatever runs it (Node, the bundle, a browser).
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const scripts = readdirSync(`${root}/${folder}`)
    .filter((name) => /\.(?:sh|ps1)$/.test(name))
    .sort()
    .map((name) => {
      const constant = name
        .replace(/\.\w+$/, "")
        .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const text = shorten(readFileSync(`${root}/${folder}/${name}`, "utf8"));
      return `/** ${name}, shortened. */\nexport const ${constant} = ${JSON.stringify(text.split("\n"))}.join("\\n");\n`;
    });
  const head = "// Generated from the scripts beside it by `npm run generate`; a test compares the two.\n";
  const module = await format([head, ...scripts].join("\n"), { parser: "typescript", printWidth: 110 });
  return { [`${folder}/scripts.ts`]: module };
}
