import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { stringify } from "yaml";
import { ignoreNothing } from "../../../src/cli/ignore/ignored.ts";
import { text } from "../../../src/cli/review/formats/text.ts";
import { plain } from "../../../src/cli/style.ts";
import { reviewFiles } from "../../../src/cli/review/review-files.ts";
import { createEngine } from "../../../src/admission/engine.ts";
import { defaultPolicy } from "../../../src/policy/policy.ts";
import { platform } from "../../support/platform.ts";
import { today } from "../../support/review.ts";
import { vm, vmWithTemplate } from "../../support/vm.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmgate-review-"));
  await mkdir(join(folder, "more"));
  const refused = vmWithTemplate({ domain: { resources: { requests: { cpu: "1500m" } } } });
  await writeFile(join(folder, "a.yaml"), `${stringify(vm())}---\nkind: ConfigMap\napiVersion: v1\n`);
  await writeFile(join(folder, "more", "b.json"), JSON.stringify(refused, null, 1));
  await writeFile(join(folder, "more", "c.yml"), "a: {b");
  await writeFile(join(folder, "notes.txt"), "no manifest");
});

afterAll(() => rm(folder, { recursive: true }));

const options = {
  engine: createEngine(defaultPolicy),
  namespace: "default",
  now: today,
  old: new Map<string, unknown>(),
  fields: "strict" as const,
  ignore: ignoreNothing,
  readStdin: () => Promise.resolve(new Uint8Array()),
};

test("a folder is read to the bottom, files in order", async () => {
  const { results, summary } = await reviewFiles([folder], options);
  expect(results.map(({ kind, verdict }) => [kind, verdict])).toEqual([
    ["VirtualMachine", "allowed"],
    ["ConfigMap", "skipped"],
    ["VirtualMachine", "refused"],
    ["", "unreadable"],
  ]);
  expect(summary).toEqual({ allowed: 1, refused: 1, skipped: 1, unreadable: 1 });
});

test("a violation says where it is, in the object and in the file", async () => {
  const { results } = await reviewFiles([join(folder, "more", "b.json")], options);
  expect(results[0]?.problems).toEqual([
    {
      rule: "whole-core-cpu",
      level: "error",
      type: "invalid",
      field: "spec.template.spec.domain.resources.requests.cpu",
      found: '"1500m"',
      allowed: "must be a whole number of cores, at least 1",
      fix: 'use "2"',
      message:
        'spec.template.spec.domain.resources.requests.cpu: Invalid value: "1500m": must be a whole number of cores, at least 1; use "2" [whole-core-cpu]',
      summary: 'Invalid value: "1500m": must be a whole number of cores, at least 1',
      location: {
        line: 56,
        column: 15,
        endColumn: 22,
        excerpt: {
          text: '       "cpu": "1500m"',
          start: 14,
          end: 21,
          before: ['     "resources": {', '      "requests": {'],
          after: ["      }", "     }"],
        },
      },
      edits: [
        {
          path: ["spec", "template", "spec", "domain", "resources", "requests", "cpu"],
          value: "2",
        },
      ],
    },
  ]);
});

test("a file that is not there is unreadable, with the reason", async () => {
  const { results } = await reviewFiles([join(folder, "none.yaml")], options);
  expect(results[0]).toMatchObject({
    verdict: "unreadable",
    problems: [{ summary: "cannot be read (no such file)" }],
  });
});

test("standard input, and the namespace where the object names none", async () => {
  const manifest = stringify(vm({ metadata: { namespace: null } }));
  const { results } = await reviewFiles(["-"], {
    ...options,
    namespace: "shop",
    readStdin: () => Promise.resolve(new TextEncoder().encode(manifest)),
  });
  expect(results[0]).toMatchObject({
    file: "-",
    line: 1,
    namespace: "shop",
    name: "web",
    verdict: "allowed",
  });
});

test("an object on which a rule throws is unreadable, and the others are reviewed", async () => {
  const manifests = `${stringify(vm())}---\n${stringify({ ...(vm() as object), kind: "ConfigMap" })}`;
  const { forNamespace } = options.engine;
  const failing = (namespace: string) => ({
    ...forNamespace(namespace),
    policy: {
      ...forNamespace(namespace).policy,
      get allowedImages(): never {
        throw new TypeError("no list");
      },
    },
  });
  const { results, summary } = await reviewFiles(["-"], {
    ...options,
    engine: { ...options.engine, forNamespace: failing },
    readStdin: () => Promise.resolve(Buffer.from(manifests)),
  });
  expect(summary).toEqual({ allowed: 0, refused: 0, skipped: 1, unreadable: 1 });
  expect(results[0]).toMatchObject({
    name: "web",
    problems: [
      {
        summary: "internal error in rule image-origin: no list: this is a bug in vmgate, not in the object",
      },
    ],
  });
});

test("the report cuts what nobody reads", async () => {
  const policy = { ...defaultPolicy, platform };
  const report = text(
    await reviewFiles([join(folder, "a.yaml")], { ...options, engine: createEngine(policy) }),
    plain,
  );
  expect(report).toContain("… (--format json shows all)");
  expect(Math.max(...report.split("\n").map((line) => line.length))).toBeLessThan(300);
});

test("the report for people", async () => {
  const report = text(await reviewFiles([join(folder, "more")], options), plain).replaceAll(folder, "DIR");
  expect(report).toMatch(
    /^DIR\/more\/b\.json:1: VirtualMachine shop\/web refused\nDIR\/more\/b\.json:56:15: error: spec\.template/,
  );
  expect(report).toMatch(/\n0 allowed, 1 refused, 0 skipped, 1 unreadable\n$/);
});
