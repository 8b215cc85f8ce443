import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import * as parts from "../../src/platform-parts/index.ts";
import { invalidField } from "../../src/validation/schema/invalid-field.ts";
import type { SchemaNode } from "../../src/validation/schema/node.ts";

/** What the parts are made with; every other module of the folder is a part. */
const machinery = ["index.ts", "part.ts", "registry.ts", "scripts.ts", "text.ts"];

test("every file of a part is registered, under the name of its group", () => {
  const files = readdirSync(`${import.meta.dirname}/../../src/platform-parts`)
    .filter((name) => name.endsWith(".ts") && !machinery.includes(name))
    .map((name) => name.replace(".ts", ""));
  expect(Object.keys(parts)).toEqual(files.toSorted());
  for (const [name, { id }] of Object.entries(parts)) expect(id).toBe(name);
});

/** Every text and every mapping of a group. */
function nodesOf(schema: SchemaNode): readonly SchemaNode[] {
  const children = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items === undefined ? [] : [schema.items]),
  ];
  return [schema, ...children.flatMap(nodesOf)];
}

test.for(Object.entries(parts))(
  "%s: every text is checked before it gets into a script",
  ([, { schema }]) => {
    for (const node of nodesOf(schema)) {
      if (node.type === "object") expect(node.additionalProperties, node.description).toBe(false);
      if (node.type !== "string") continue;
      expect(node.format ?? node.pattern ?? node.enum, node.description).toBeDefined();
      for (const text of ["'; reboot; '", "$(reboot)", "a\nb", ""]) {
        expect(invalidField(node, text, "x"), `${node.description} ${text}`).toBe("x");
      }
    }
  },
);

const words = { description: "", allowed: "" };
const text = { type: "string", ...words } as const;

test.for<[string, SchemaNode, unknown, string | undefined]>([
  ["a text of its format", { ...text, format: "ip-address" }, "10.0.0.1", undefined],
  ["a text of another form", { ...text, format: "ip-address" }, "10.0.0.256", "p"],
  ["a format that there is not", { ...text, format: "constructor" }, "x", "p"],
  ["a text of its pattern", { ...text, pattern: "^[a-z]$" }, "a", undefined],
  ["a text past its pattern", { ...text, pattern: "^[a-z]$" }, "ab", "p"],
  ["one of the words", { ...text, enum: ["a"] }, "a", undefined],
  ["none of the words", { ...text, enum: ["a"] }, "b", "p"],
  ["a pattern and a format, one of them not met", { ...text, pattern: "^a", format: "ip-address" }, "a", "p"],
  ["a text that nothing checks", text, "a", "p"],
  ["no text", { ...text, enum: ["5"] }, 5, "p"],
  ["null", { ...text, enum: ["null"] }, null, "p"],
  ["left out", text, undefined, undefined],
  ["true", { type: "boolean", ...words }, true, undefined],
  ["a text for a boolean", { type: "boolean", ...words }, "true", "p"],
  ["a list", { type: "array", ...words, items: { ...text, enum: ["a"] } }, ["a", "a"], undefined],
  ["a list with one bad item", { type: "array", ...words, items: { ...text, enum: ["a"] } }, ["a", "b"], "p"],
  ["no list", { type: "array", ...words, items: { ...text, enum: ["a"] } }, "a", "p"],
  [
    "a mapping",
    { type: "object", ...words, properties: { a: { ...text, enum: ["x"] } } },
    { a: "x" },
    undefined,
  ],
  [
    "a bad member",
    { type: "object", ...words, properties: { a: { ...text, enum: ["x"] } } },
    { a: "y" },
    "p.a",
  ],
  ["no mapping", { type: "object", ...words, properties: {} }, "x", "p"],
])("a value and its schema: %s", ([, schema, value, wanted]) => {
  expect(invalidField(schema, value, "p")).toBe(wanted);
});
