import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { errorTypes } from "../../src/field/format.ts";
import { formatPath } from "../../src/field/path.ts";
import { pageOf, withoutQuotes } from "./page.ts";
import { secretsIn } from "./secrets.ts";
import type { Printed } from "./print.ts";

const program = `${import.meta.dirname}/print.ts`;
const { stdout } = await promisify(execFile)(process.execPath, [program], { maxBuffer: 2 ** 26 });
const { reported, unreported } = JSON.parse(stdout) as Printed;

test("the cases of the rules' tests bring about every finding that the sources can make", () => {
  expect(unreported, "add a case that breaks the rule in this way to the table of test/rules").toEqual([]);
});

test("they are read as a user would read them, on one page; refresh it with `npm test -- test/messages -u`, and read it", async () => {
  await expect(pageOf(reported)).toMatchFileSnapshot("../golden/messages.txt");
});

/** What a fix begins with: a verb, for the user to follow. */
const verbs =
  /^(add|ask|attach|begin|compress|copy|correct|create|declare|define|did you mean|encode|generate|give|ignore|import|indent|keep|leave|let|make|merge|move|name|no action needed|put|quote|remove|save|set|share|shorten|show|start|upload|use|write)\b/;

describe("every message", () => {
  test("begins with the field as the user types it, and ends in the rule's id", () => {
    for (const { message, path, rule } of reported) {
      expect(message.startsWith(`${formatPath(path)}: `), message).toBe(true);
      expect(message).toMatch(/^(spec|metadata|kind)\b/);
      expect(message.endsWith(` [${rule}]`), message).toBe(true);
    }
  });

  test("has three parts: what was found; what is allowed; what to do", () => {
    for (const { message, found, allowed, fix } of reported) {
      for (const part of [found, allowed, fix]) expect(part, message).toMatch(/^\S(.*\S)?$/);
      for (const part of [withoutQuotes(found), allowed, fix]) expect(part, message).not.toMatch(/;|\.$/);
      expect(new Set([found, allowed, fix]).size, message).toBe(3);
      expect(fix, message).toMatch(verbs);
    }
  });

  test("does not repeat that a required value is not set", () => {
    for (const { message } of reported) expect(message).not.toContain("Required value: not set");
  });

  test("of a warning has no type word, is one line, uncut and at most 256 characters", () => {
    const types = Object.values(errorTypes).map(({ label }) => `${label}:`);
    const warnings = reported.filter(({ action }) => action === "warn");
    expect(warnings.length).toBeGreaterThan(10);
    for (const { message, found, fix, rule } of warnings) {
      for (const type of types) expect(message).not.toContain(type);
      expect(message).toMatch(/^.{1,256}$/u);
      expect(message.endsWith(`: ${found}; ${fix} [${rule}]`), message).toBe(true);
    }
  });

  test("of a refusal says what is allowed, as apimachinery does", () => {
    const refusals = reported.filter(({ action }) => action === "enforce");
    expect(refusals.length).toBeGreaterThan(100);
    for (const { allowed, message } of refusals) {
      expect(allowed, message).toMatch(/^(must |must not |may not |supported values: )/);
    }
  });

  test("speaks of JSON fields, not of Go or JavaScript", () => {
    for (const { message } of reported) {
      expect(message).not.toMatch(/\bnil\b|\*string|\[\]string|\bu?int\d+\b|%[a-z!]|\b[DTM]\.[a-z]/);
      expect(message).not.toMatch(/\bundefined\b|\bNaN\b|\[object|=>|\bBigInt\b/);
    }
  });

  test("keeps secrets and user data to itself", () => {
    const secrets = reported.flatMap(({ message, object }) =>
      secretsIn(object).map((secret) => ({ message, secret })),
    );
    expect(secrets).not.toEqual([]);
    for (const { message, secret } of secrets) expect(message).not.toContain(secret);
  });
});
