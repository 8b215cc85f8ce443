import { Language, type Node, Parser } from "@vscode/tree-sitter-wasm";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { beforeAll, describe, expect, test } from "vitest";
import { platformValues } from "../../src/injection/platform-values.ts";
import * as scripts from "../../src/platform-parts/scripts.ts";
import { encodeUtf8 } from "../../src/user-data/encoding/utf8.ts";
import { wrap } from "../../src/user-data/wrapper/wrapper.ts";
import { platform } from "../support/platform.ts";

const folder = `${import.meta.dirname}/../../src/platform-parts`;
const grammar = createRequire(import.meta.url).resolve(
  "@vscode/tree-sitter-wasm/wasm/tree-sitter-powershell.wasm",
);

let parser: Parser;
beforeAll(async () => {
  await Parser.init();
  parser = new Parser();
  parser.setLanguage(await Language.load(grammar));
});

/** The lines, from 1, on which a text is no PowerShell. */
function wrongLines(script: string): readonly number[] {
  const wrong = (node: Node): readonly number[] =>
    node.isError || node.isMissing
      ? [node.startPosition.row + 1]
      : node.children.flatMap((child) => (child === null ? [] : wrong(child)));
  const root = parser.parse(script)?.rootNode;
  return root === undefined ? [0] : wrong(root);
}

/** The one part of a Windows guest, with the platform's values in it. */
function platformPart(): string {
  const values = platformValues(platform, "shop");
  if ("bad" in values) throw new Error(values.bad);
  const [part = ""] = values.forGuest({ kind: "cloudInitConfigDrive", guestOs: "windows" }).parts;
  return part;
}

const scriptIn = (part: string): string => part.slice(part.indexOf("\n\n") + 2);

describe("the Windows scripts are PowerShell", () => {
  test.for(readdirSync(folder).filter((name) => name.endsWith(".ps1")))("%s", (name) => {
    expect(wrongLines(readFileSync(`${folder}/${name}`, "utf8"))).toEqual([]);
  });
  test.for(["windowsBoot", "windowsDns", "windowsTrust"] as const)("%s, shortened", (name) => {
    expect(wrongLines(scripts[name])).toEqual([]);
  });
  test("together, with values", () => {
    expect(wrongLines(scriptIn(platformPart()))).toEqual([]);
  });
  test("what is none is found", () => {
    expect(wrongLines("if ($a) {\n  Get-Item 'b\n}\n")).not.toEqual([]);
  });
});

test.for([
  ["a script", "#ps1_sysnative\nGet-Date\n"],
  ["a message of its own", 'Content-Type: multipart/mixed; boundary="b"\n\n--b\n\na\n--b--\n'],
  [
    "a message with our boundary in it",
    'Content-Type: multipart/mixed; boundary="=_vmgate"\n\n--=_vmgate\n\na\n',
  ],
] as const)("the task finds the platform's script on the drive beside %s", ([, userData]) => {
  const [, pattern = ""] = /-match .\(\?s\)(.*?). -and/.exec(scripts.windowsBoot) ?? [];
  const part = platformPart();
  const user = { content: encodeUtf8(userData), source: "userData", isCompressed: false } as const;
  const drive = wrap(user, [part], "windows");
  expect(new RegExp(pattern, "s").exec(drive)?.[1]).toBe(scriptIn(part));
});
