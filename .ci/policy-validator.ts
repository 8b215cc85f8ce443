import { Ajv, _ } from "ajv";
import standaloneCode from "ajv/dist/standalone/index.js";
import { format } from "prettier";
import { formats } from "../src/validation/formats.ts";
import type { SchemaNode } from "../src/validation/schema/node.ts";
import { policySchema } from "../src/policy/file/schema/policy.ts";

/**
 * The source of the validator that ajv makes of the policy's schema. It is made at build time, so that
 * starting is quick and the core neither carries a compiler nor makes code at run time.
 */
export async function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const ajv = new Ajv({
    allErrors: true,
    useDefaults: true,
    formats,
    messages: false,
    code: { source: true, esm: true, lines: true, formats: _`formats` },
  });
  const code = standaloneCode.default(ajv, ajv.compile(withoutWords(policySchema)));
  if (/\brequire\(/.test(code))
    throw new Error("the policy schema uses a keyword that needs ajv at run time");
  const module = await format(
    [
      "// Generated from schema/policy.ts by `npm run generate`; a test compares the two.",
      'import { formats } from "../../validation/formats.ts";',
      code.replace('"use strict";', "").replace(/^export default .*$/m, ""),
    ].join("\n"),
    { parser: "babel", printWidth: 110 },
  );
  return { "src/policy/file/validator.js": module };
}

/** The schema without what is written for people, which the validator does not need. */
function withoutWords(schema: SchemaNode): object {
  const forPeople = ["description", "allowed", "examples"];
  return JSON.parse(
    JSON.stringify(schema, (key, value: unknown) => (forPeople.includes(key) ? undefined : value)),
  ) as object;
}
