import { readdirSync } from "node:fs";
import { defineConfig } from "eslint/config";
import * as regexp from "eslint-plugin-regexp";
import tseslint from "typescript-eslint";

/**
 * The folders of the core, lowest first, and what each may import besides itself.
 * Imports point down only, so a change in one folder never reaches those below it.
 */
const core = {
  field: [],
  validation: ["field"],
  vm: ["field", "validation"],
  "platform-parts": ["field", "validation", "vm"],
  policy: ["field", "validation", "platform-parts"],
  "user-data": ["field", "validation", "vm"],
  rules: ["field", "validation", "vm", "policy", "user-data"],
  defaults: ["field", "validation", "vm", "policy"],
  injection: ["field", "validation", "vm", "platform-parts", "policy", "user-data"],
  "cpln-workload": ["field", "validation", "vm", "policy", "user-data"],
  admission: [
    ...["field", "validation", "vm", "policy", "user-data"],
    ...["rules", "defaults", "injection", "cpln-workload"],
  ],
};

/** The folders round it, in the same order: they may use all of the core, and do I/O. */
const edges = {
  webhook: Object.keys(core),
  files: Object.keys(core),
  certs: Object.keys(core),
  kube: [...Object.keys(core), "webhook", "certs"],
  server: [...Object.keys(core), "webhook", "files", "certs", "kube"],
  cli: [...Object.keys(core), "webhook", "files"],
  playground: [...Object.keys(core), "webhook", "files", "cli"],
};

/** What nothing imports: where the program begins. */
const programs = ["main.ts", "cli.ts", "commands.ts"];

const folders = [...Object.keys(core), ...Object.keys(edges)];

for (const entry of readdirSync(`${import.meta.dirname}/../src`)) {
  const isDocument = entry.endsWith(".md");
  if (!isDocument && !folders.includes(entry) && !programs.includes(entry)) {
    throw new Error(`src/${entry} belongs to no layer; add it to .config/eslint.config.js`);
  }
}

/** Written by \`npm run generate\`, for programs to read. */
const generated = [
  "src/policy/file/validator.js",
  "src/platform-parts/scripts.ts",
  "src/cli/fields/kubevirt.ts",
  "src/cli/report-page/assets.ts",
];

/** The core takes data and gives data: no I/O, no clock, no randomness. */
const pure = {
  "no-restricted-globals": [
    "error",
    "process",
    "Date",
    "fetch",
    "Buffer",
    "console",
    "setTimeout",
    "setInterval",
    "crypto",
  ],
  "no-restricted-properties": [
    "error",
    { object: "Math", property: "random", message: "The core is deterministic." },
  ],
};

/** What a folder may not import: the folders above it and beside it. */
const notAbove = (folder, allowed) => ({
  group: [
    ...folders
      .filter((other) => other !== folder && !allowed.includes(other))
      .map((other) => `**/${other}/**`),
    ...programs.map((program) => `**/${program}`),
  ],
  message: `src/${folder} may import only: ${allowed.join(", ") || "nothing else of src"}.`,
});

const io = {
  group: ["node:*", "express", "pino", "prom-client", "@kubernetes/*"],
  message: "The core does no I/O.",
};

const coreRules = Object.entries(core).map(([folder, allowed]) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: { ...pure, "no-restricted-imports": ["error", { patterns: [io, notAbove(folder, allowed)] }] },
}));

const edgeRule = (files, folder, allowed) => ({
  files,
  rules: { "no-restricted-imports": ["error", { patterns: [notAbove(folder, allowed)] }] },
});

const edgeRules = [
  ...Object.entries(edges).map(([folder, allowed]) => edgeRule([`src/${folder}/**/*.ts`], folder, allowed)),
  // The commands that ask a cluster.
  edgeRule(["src/cli/scan/**/*.ts", "src/cli/live/**/*.ts"], "cli", [...edges.cli, "kube"]),
  // The one command that serves; the others work without a server.
  edgeRule(["src/cli/serve.ts"], "cli", [...edges.cli, "server"]),
];

export default defineConfig(
  { ignores: ["dist/**", "coverage/**", "node_modules/**", ...generated] },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, tseslint.configs.stylisticTypeChecked],
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: `${import.meta.dirname}/..` },
    },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 60, skipBlankLines: true, skipComments: true }],
      complexity: ["error", 12],
      eqeqeq: "error",
      "no-console": "error",
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/explicit-module-boundary-types": "error",
    },
  },
  {
    // No expression may take more than linear time, wherever in a text it begins to match.
    files: ["src/**/*.ts"],
    plugins: { regexp },
    rules: {
      "regexp/no-super-linear-backtracking": ["error", { report: "potential" }],
      "regexp/no-super-linear-move": [
        "error",
        { report: "potential", ignorePartial: false, ignoreSticky: false },
      ],
    },
  },
  {
    files: ["src/**/*.ts"],
    rules: {
      "@typescript-eslint/consistent-type-assertions": ["error", { assertionStyle: "never" }],
    },
  },
  { files: ["src/webhook/decode.ts"], rules: { "@typescript-eslint/consistent-type-assertions": "off" } },
  {
    files: ["test/**/*.ts", ".ci/**/*.ts", ".config/**/*.ts"],
    rules: {
      "max-lines": ["error", 400],
      "max-lines-per-function": "off",
      "no-console": "off",
    },
  },
  ...coreRules,
  ...edgeRules,
);
