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
    plugins: [requiredHttp, withoutGeneratedCalls, lightCommander, withoutUnused],
    logLevel: "warning",
  });
}

/**
 * Node's `http` is required, not imported: to import it is to read everything that it exports, `WebSocket` too, for which
 * Node loads another HTTP client. That takes 40 ms and 3 MB of heap.
 */
const requiredHttp: Plugin = {
  name: "required-http",
  setup(building) {
    building.onResolve({ filter: /^(node:)?http$/ }, ({ kind, path }) =>
      kind === "import-statement" ? { path, namespace: "required", sideEffects: false } : undefined,
    );
    building.onLoad({ filter: /.*/, namespace: "required" }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(path)});`,
    }));
  },
};

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
 * Packages that libraries load for what is not asked of them here; they get an empty module in their place, which each
 * server would otherwise parse and keep. Calling what is left out throws.
 */
const unused: readonly { readonly packages: RegExp; readonly importers: RegExp }[] = [
  // What Express parses bodies, sends files and names types with: tables of character sets and of file types mostly. The
  // server routes with Express, and reads and writes bodies itself.
  {
    packages: /^(body-parser|mime-types|qs|send|serve-static)$/,
    importers: /\/node_modules\/(express|accepts|type-is)\//,
  },
  // Where prom-client finds the trace for exemplars, of which the metrics have none.
  { packages: /^@opentelemetry\/api$/, importers: /\/node_modules\/prom-client\// },
  // Certificate requests, PKCS #7 and PKCS #12: certificates are all that is made.
  { packages: /^@peculiar\/asn1-(cms|csr|pkcs9)$/, importers: /\/node_modules\/@peculiar\/x509\// },
];

const withoutUnused: Plugin = {
  name: "without-unused",
  setup(building) {
    for (const { packages, importers } of unused) {
      building.onResolve({ filter: packages }, ({ importer, path }) =>
        importers.test(importer) ? { path, namespace: "unused" } : undefined,
      );
    }
    building.onLoad({ filter: /.*/, namespace: "unused" }, () => ({ contents: "module.exports = {};" }));
  },
};

if (import.meta.main) {
  await rm(bundle, { recursive: true, force: true });
  await buildBundle(bundle);
  console.log(await buildPlayground(bundle));
}
