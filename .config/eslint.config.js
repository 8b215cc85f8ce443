import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/**
 * The folders of the core, lowest first, and what each may import besides itself.
 * Imports point down only, so a change in one room never reaches the rooms below it.
 */
const core = {
  field: [],
  vm: ["field"],
  policy: ["field"],
  "user-data": ["field", "vm"],
  rules: ["field", "vm", "policy", "user-data"],
  defaults: ["field", "vm", "policy"],
  "cloud-init": ["field", "vm", "policy", "user-data"],
  workload: ["field", "vm", "policy"],
  admission: ["field", "vm", "policy", "user-data", "rules", "defaults", "cloud-init", "workload"],
};

/** The folders that do I/O, in the same order; they may use all of the core. */
const edges = {
  certs: [],
  cluster: Object.keys(core),
  server: [...Object.keys(core), "certs", "cluster"],
  cli: [...Object.keys(core), "server"],
};

const folders = [...Object.keys(core), ...Object.keys(edges)];

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
    "**/main.ts",
    "**/cli.ts",
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

const edgeRules = Object.entries(edges).map(([folder, allowed]) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: { "no-restricted-imports": ["error", { patterns: [notAbove(folder, allowed)] }] },
}));

export default defineConfig(
  { ignores: ["dist/**", "coverage/**", "node_modules/**"] },
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
