import { expect, test } from "vitest";
import { lintJsonPatch } from "../../../src/user-data/cloud-init/json-patch.ts";

const patch = '[{"op": "add", "path": "/a", "value": 1}]';

test.for<[text: string, isRead: boolean]>([
  [`#cloud-config-jsonp\n${patch}\n`, true],
  [`\n \u001c#cloud-config-jsonp\n${patch}\n`, true],
  ["#cloud-config-jsonp []", true],
  [patch, true],
  [`\n ${patch}`, true],
  ["#cloud-config-jsonp\n{}", false],
  ["#cloud-config-jsonp\n", false],
  ["#cloud-config-jsonp\n[", false],
  ["#cloud-config-jsonp\nnull", false],
  [`#CLOUD-CONFIG-JSONP\n${patch}`, false],
  [`#cloud-config-jsonp\n#cloud-config-jsonp\n${patch}`, false],
])("whether cloud-init reads %j", ([text, isRead]) => {
  const part = { contentType: "", isDeclared: false, filename: undefined, text, line: 5, isEncoded: false };
  const findings = lintJsonPatch(part);
  expect(findings.map(({ severity, line }) => [severity, line])).toEqual(isRead ? [] : [["warning", 5]]);
});
