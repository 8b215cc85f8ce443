import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

/**
 * The folders of src, lowest first, and what each may import besides itself.
 * Imports point down only, so a change in one room never reaches the rooms below it.
 */
const layers = {
  field: [],
  vm: ["field"],
  policy: ["field"],
  "user-data": ["field"],
  rules: ["field", "vm", "policy", "user-data"],
  defaults: ["field", "vm", "policy"],
  "cloud-init": ["field", "vm", "policy", "user-data"],
  workload: ["field", "vm", "policy"],
  admission: ["field", "vm", "policy", "user-data", "rules", "defaults", "cloud-init", "workload"],
};

const folders = [...Object.keys(layers), "cluster", "certs", "server", "cli"];

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

const layerRules = Object.entries(layers).map(([folder, allowed]) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    ...pure,
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            group: ["node:*", "express", "pino", "prom-client", "@kubernetes/*"],
            message: "The core does no I/O.",
          },
          {
            group: [
              ...folders.filter((f) => f !== folder && !allowed.includes(f)).map((f) => `**/${f}/**`),
              "**/main.ts",
              "**/cli.ts",
            ],
            message: `src/${folder} may import only: ${allowed.join(", ") || "nothing else of src"}.`,
          },
        ],
      },
    ],
  },
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
  { files: ["src/admission/decode.ts"], rules: { "@typescript-eslint/consistent-type-assertions": "off" } },
  {
    files: ["test/**/*.ts", ".ci/**/*.ts", ".config/**/*.ts"],
    rules: {
      "max-lines": ["error", 400],
      "max-lines-per-function": "off",
      "no-console": "off",
    },
  },
  ...layerRules,
);
