import { build, type Plugin } from "esbuild";

/** The one file that ships. */
export const bundle = `${import.meta.dirname}/../dist/vmgate.js`;

/**
 * Bundles the command with everything it needs into one file for the oldest Node that package.json's `engines`
 * names; what that Node's library lacks, tsconfig.json's `lib` keeps out of the sources. It is not minified: a
 * stack in the log has to name the function that threw.
 */
export async function buildBundle(outfile: string): Promise<void> {
  await build({
    entryPoints: [`${import.meta.dirname}/../src/main.ts`],
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "esm",
    // Libraries that are CommonJS call require for Node's own modules, which an ES module does not have.
    // Under a name of its own: a bundled library imports createRequire too.
    banner: {
      js: 'import { createRequire as requireOf } from "node:module";\nconst require = requireOf(import.meta.url);',
    },
    plugins: [withoutGeneratedCalls],
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

if (import.meta.main) await buildBundle(bundle);
