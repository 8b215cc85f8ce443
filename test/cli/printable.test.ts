import { expect, test } from "vitest";
import { stringify } from "yaml";
import { printable, printableName } from "../../src/cli/printable.ts";
import { runCommand } from "../support/command.ts";
import { vm } from "../support/vm.ts";

test.for([
  ["a plain text", "web-1 ä 漢 👍 — \\ \"'", "web-1 ä 漢 👍 — \\ \"'"],
  ["line ends", "a\nb\r\u0085\u2028\u2029", "a\\u000ab\\u000d\\u0085\\u2028\\u2029"],
  ["an escape sequence", "\u001b[2J\u009b1m\u007f\u0000", "\\u001b[2J\\u009b1m\\u007f\\u0000"],
  ["marks of direction", "\u202e\u2066\u200f", "\\u202e\\u2066\\u200f"],
  ["what can't be seen", "\u200b\ufeff\u{e0041}", "\\u200b\\ufeff\\udb40\\udc41"],
  ["half a character", "\ud800", "\\ud800"],
] as const)("%s", ([, text, shown]) => {
  expect(printable(text)).toBe(shown);
  expect(JSON.parse(printable(JSON.stringify(text)))).toBe(text);
});

test.for([
  ["shop", "web", "shop/web"],
  ["default", "", "default/"],
  ["shop", "web allowed", '"shop/web allowed"'],
  ["shop", 'a"b', '"shop/a\\"b"'],
  ["a/b", "c", '"a/b/c"'],
  ["shop", "a\nb", '"shop/a\\nb"'],
  ["shop", "a\u202e", '"shop/a\\u202e"'],
] as const)("the name %j %j", ([namespace, name, shown]) => {
  expect(printableName(namespace, name)).toBe(shown);
});

const forged = "web refused\n0 allowed, 0 refused\u001b[8m\u009b\u202e\u2028";
const cpu = { resources: { requests: { cpu: `1\u001b[31m\nx.yaml:1: VirtualMachine a/b allowed` } } };
const manifest = stringify(
  vm({ metadata: { name: forged, namespace: forged }, spec: { template: { spec: { domain: cpu } } } }),
);

test.for([
  ["a report", ["review", "-"]],
  ["a report as JSON", ["review", "-", "--format", "json"]],
  ["user data", ["userdata", "-"]],
  ["a path that is none", ["review", forged]],
  ["a file that is none", ["userdata", forged]],
  ["a policy that is none", ["review", "-", "--policy", forged]],
  ["an address that is none", ["serve", "--listen", forged]],
] as const)("no name forges what is printed: %s", async ([, args]) => {
  const { stdout, stderr } = await runCommand(args, manifest);
  expect(stdout + stderr).not.toMatch(/^(?:x\.yaml:1|0 allowed, 0 refused[^,])/m);
  expect(stdout + stderr).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
});

test("JSON says the same as before", async () => {
  const { stdout } = await runCommand(["review", "-", "--format", "json"], manifest);
  expect(JSON.parse(stdout)).toMatchObject({ results: [{ name: forged, namespace: forged }] });
});
