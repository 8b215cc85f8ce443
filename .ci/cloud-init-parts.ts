import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";

const folder = `${import.meta.dirname}/../src/injection/parts`;

/** The generated file. */
export const scriptsFile = `${folder}/scripts.ts`;

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
 * The scripts of the platform's part as a module: files that can be linted, and yet no I/O in the core,
 * whatever runs it (Node, the bundle, a browser).
 */
export async function generateScripts(): Promise<string> {
  const scripts = readdirSync(folder)
    .filter((name) => /\.(?:sh|ps1)$/.test(name))
    .sort()
    .map((name) => {
      const constant = name
        .replace(/\.\w+$/, "")
        .replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
      const text = shorten(readFileSync(`${folder}/${name}`, "utf8"));
      return `/** ${name}, shortened. */\nexport const ${constant} = ${JSON.stringify(text.split("\n"))}.join("\\n");\n`;
    });
  const head =
    "// Generated from the scripts beside it by `node .ci/cloud-init-parts.ts`; a test compares the two.\n";
  return format([head, ...scripts].join("\n"), { parser: "typescript", printWidth: 110 });
}

if (import.meta.main) writeFileSync(scriptsFile, await generateScripts());
