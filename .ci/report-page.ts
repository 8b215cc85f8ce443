import { createHash } from "node:crypto";
import { build } from "esbuild";
import { format } from "prettier";

const folder = "src/cli/report-page";
const root = `${import.meta.dirname}/..`;

/**
 * The style and the script of the HTML report as a module, small, with the hashes by which its page allows them: what
 * prints a report reads no files, and neither TypeScript nor comments reach the page.
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const constants = [
    ...constantsOf("style", await bundled("style.css")),
    ...constantsOf("script", await bundled("browser/script.ts")),
  ];
  const head =
    "// Generated from style.css and browser/script.ts by `npm run generate`; a test compares them.\n";
  const module = await format([head, ...constants].join("\n"), { parser: "typescript", printWidth: 110 });
  return { [`${folder}/assets.ts`]: module };
}

/** A file with what it imports, for browsers of the last three years. */
async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${root}/${folder}/${name}`],
    bundle: true,
    minify: true,
    write: false,
    target: ["chrome115", "firefox115", "safari16.4"],
    logLevel: "warning",
  });
  return (outputFiles[0]?.text ?? "").trim();
}

function constantsOf(name: string, text: string): readonly string[] {
  if (text.includes("</")) throw new Error(`${name} would end its element in the page`);
  const hash = `sha256-${createHash("sha256").update(text).digest("base64")}`;
  return [
    `/** What is in the page's ${name} element. */\nexport const ${name} = ${JSON.stringify(text)};\n`,
    `/** The source by which a Content-Security-Policy allows it. */\nexport const ${name}Hash = ${JSON.stringify(hash)};\n`,
  ];
}
