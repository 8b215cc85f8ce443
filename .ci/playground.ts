import { createHash } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const page = `${import.meta.dirname}/../src/playground/page`;

/** The playground's name in a folder of the bundle. */
const fileName = "playground.html";

/**
 * Builds the playground into a folder: one page with the engine, the editor and the examples in it, which loads nothing.
 * A module of Node's in it is an error: what judges manifests is pure.
 * @returns its name and size, as a line for people
 */
export async function buildPlayground(outdir: string): Promise<string> {
  const [template, script, style] = await Promise.all([
    readFile(`${page}/index.html`, "utf8"),
    bundled("main.ts"),
    bundled("style.css"),
  ]);
  // The editor makes style elements of its own, whose text nobody knows before it runs.
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    `script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  const html = template
    .replace("@POLICY@", () => policy)
    .replace("</head>", () => `<style>${style}</style></head>`)
    .replace("</body>", () => `<script>${script}</script></body>`);
  await mkdir(outdir, { recursive: true });
  await writeFile(`${outdir}/${fileName}`, html);
  const [size, compressed] = [Buffer.byteLength(html), gzipSync(html, { level: 9 }).length].map((bytes) =>
    Math.ceil(bytes / 1024),
  );
  return `${fileName}: ${size} KiB, ${compressed} KiB compressed`;
}

/** A file with what it imports, for browsers of the last three years, so that it can be in an element of the page. */
async function bundled(name: string): Promise<string> {
  const { outputFiles } = await build({
    entryPoints: [`${page}/${name}`],
    bundle: true,
    minify: true,
    write: false,
    format: "iife",
    platform: "browser",
    target: ["chrome115", "firefox115", "safari16.4"],
    loader: { ".yaml": "text" },
    logLevel: "warning",
  });
  const text = (outputFiles[0]?.text ?? "").trim();
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`${name} would end its element in the page`);
  return text;
}

/** Alone, without the program, for whoever runs it from the sources. */
if (import.meta.main) console.log(await buildPlayground(`${import.meta.dirname}/../dist`));
