import { rm } from "node:fs/promises";
import { build, type Plugin } from "esbuild";
import { buildPlayground } from "./playground.ts";

/** The folder that ships; its `vmgate.js` is the program. */
const bundle = `${import.meta.dirname}/../dist`;

const libraries = `${import.meta.dirname}/../node_modules`;

/**
 * Bundles the program with everything it needs into `vmgate.js` in a folder, for the oldest Node that package.json's
 * `engines` names; what that Node's library lacks, tsconfig.json's `lib` keeps out of the sources. What is imported
 * when it is needed, as the server is, goes into files beside it, so that `vmgate review` neither reads nor compiles
 * it. It is not minified: a stack in the log has to name the function that threw.
 */
export async function buildBundle(outdir: string): Promise<void> {
  await build({
    entryPoints: { vmgate: `${import.meta.dirname}/../src/main.ts` },
    outdir,
    chunkNames: "vmgate-[hash]",
    splitting: true,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // As in the playground. What Node would take is CommonJS, of which nothing is left out, or loads worker threads.
    alias: {
      yaml: `${libraries}/yaml/browser/index.js`,
      fflate: `${libraries}/fflate/esm/browser.js`,
    },
    // Libraries that are CommonJS call require for Node's own modules, which an ES module does not have.
    // Under a name of its own: a bundled library imports createRequire too.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module";\nconst require = requireOf(import.meta.url);',
    },
    plugins: [withoutGeneratedCalls, lightCommander, lightExpress],
    logLevel: "warning",
  });
}

/**
 * Of @kubernetes/client-node only KubeConfig is used. It imports every call and model of Kubernetes' API, and
 * a second HTTP client, for the sake of methods that nobody calls here: 20 MB that each process would parse.
 */
const withoutGeneratedCalls: Plugin = {
  name: "without-generated-calls",
  setup(building) {
    const unused = { filter: /client-node\/(dist\/gen\/index\.js|node_modules\/undici\/index\.js)$/ };
    building.onLoad(unused, () => ({
      contents:
        "export const createConfiguration = undefined, ServerConfiguration = undefined, Agent = undefined, ProxyAgent = undefined;",
    }));
  },
};

/** What Commander gets instead of modules of Node's: importing one evaluates everything that it exports. */
const lighter: Readonly<Record<string, string>> = {
  // For subcommands that are programs of their own; vmgate has none.
  "node:child_process": "export default undefined;",
  "node:process": "export default process;",
  // For help and complaints only.
  "node:util":
    'export const stripVTControlCharacters = (text) => require("node:util").stripVTControlCharacters(text);',
};

/** Commander loads half of Node's library for what it seldom needs; that takes 20 ms. */
const lightCommander: Plugin = {
  name: "light-commander",
  setup(building) {
    building.onResolve({ filter: /^node:/ }, ({ importer, path }) =>
      importer.includes("/node_modules/commander/") && Object.hasOwn(lighter, path)
        ? { path, namespace: "lighter" }
        : undefined,
    );
    building.onLoad({ filter: /.*/, namespace: "lighter" }, ({ path }) => ({
      contents: lighter[path] ?? "",
    }));
  },
};

/**
 * The server routes with Express, and reads and writes bodies itself. What Express parses bodies, sends files and
 * names types with is half of the server's code, tables of character sets and of file types mostly, which each server
 * would parse and keep. Calling what is left out throws.
 */
const lightExpress: Plugin = {
  name: "light-express",
  setup(building) {
    building.onResolve({ filter: /^(body-parser|mime-types|qs|send|serve-static)$/ }, ({ importer, path }) =>
      /\/node_modules\/(express|accepts|type-is)\//.test(importer)
        ? { path, namespace: "left-out" }
        : undefined,
    );
    building.onLoad({ filter: /.*/, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
};

if (import.meta.main) {
  await rm(bundle, { recursive: true, force: true });
  await buildBundle(bundle);
  console.log(await buildPlayground(bundle));
}
