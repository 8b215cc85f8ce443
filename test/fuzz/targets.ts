import { deepStrictEqual, ok, strictEqual } from "node:assert/strict";
import type { Decision } from "../../src/admission/admit.ts";
import { ruleIds } from "../../src/admission/rule-registry.ts";
import { groupVersionKindOf } from "../../src/admission/resources.ts";
import { cli } from "../../src/cli.ts";
import { findUserData, formatUserData } from "../../src/cli/userdata/report.ts";
import { parsePolicy } from "../../src/policy/file/parse.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { shapeOver } from "../../src/server/json-shape.ts";
import { Budget, largestBudget, withinBudget } from "../../src/user-data/budget.ts";
import { parseMessage } from "../../src/user-data/mime/message.ts";
import { readUserData } from "../../src/user-data/read.ts";
import { unwrap, wrap } from "../../src/user-data/wrapper/wrapper.ts";
import { lintYaml } from "../../src/user-data/yaml/lint.ts";
import { DecodeError, decodeReview } from "../../src/webhook/decode.ts";
import { handle } from "../support/handle.ts";
import { platform } from "../support/platform.ts";
import { admit, request, today } from "../support/review.ts";
import { reviewOf } from "../support/server.ts";
import { vm } from "../support/vm.ts";
import type { Target } from "./fuzz.ts";
import { manifests, objects, policies, userData } from "./seeds.ts";

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
const bytesOf = (json: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(json));
const injecting: Policy = { ...defaultPolicy, platform };

/** What of vmgate reads what a stranger wrote, each with what must hold. */
export function targets(): readonly Target[] {
  const machines = objects();
  return [
    {
      name: "decode",
      seeds: machines.map((object) => new TextEncoder().encode(reviewOf(object))),
      isJson: true,
      run: decode,
    },
    { name: "admit", seeds: machines.map(bytesOf), isJson: true, run: admitBytes },
    {
      name: "update",
      seeds: machines.map((object) => bytesOf([object, vm()])),
      isJson: true,
      run: updateBytes,
    },
    { name: "user data", seeds: userData(), run: readBytes },
    { name: "wrapper", seeds: userData(), run: wrapBytes },
    { name: "yaml", seeds: userData(), run: yaml },
    { name: "mime", seeds: userData(), run: mime },
    { name: "policy", seeds: policies(), run: policy },
    { name: "cli", seeds: [...manifests(), ...userData()], run: commands },
  ];
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(textOf(bytes));
  } catch {
    return undefined;
  }
}

/** A body is refused with words, or gets an answer that no rule of ours broke down over. */
function decode(bytes: Uint8Array): void {
  if (shapeOver(bytes, { separators: 10_000, depth: 100 }) !== undefined) return;
  const body = jsonOf(bytes);
  for (const webhook of ["mutating", "validating"] as const) {
    try {
      decodeReview(body);
    } catch (error) {
      ok(error instanceof DecodeError);
      return;
    }
    const { failure, review } = handle(webhook, body, injecting, today);
    strictEqual(failure, undefined);
    ok(JSON.stringify(review).length < 1 << 20);
  }
}

/** An object that is created is mutated once, whatever it is; what is mutated again stays as it is. */
function admitBytes(bytes: Uint8Array): void {
  const object = jsonOf(bytes);
  const kind = groupVersionKindOf(object);
  const create = (created: unknown): Decision => admit(request(created, { kind }), injecting, today);
  const once = create(object).object;
  const twice = create(once);
  deepStrictEqual(twice.patch, []);
  strictEqual(JSON.stringify(twice.object), JSON.stringify(once));
}

/** The same of an update; one of what is stored already changes nothing and is not denied. */
function updateBytes(bytes: Uint8Array): void {
  const [object, before] = Object.values(jsonOf(bytes) ?? {}) as readonly unknown[];
  const kind = groupVersionKindOf(object);
  const update = (oldObject: unknown, sent: unknown): Decision =>
    admit(request(sent, { kind, operation: "UPDATE", oldObject }), injecting, today);
  const once = update(before, object).object;
  strictEqual(JSON.stringify(update(before, once).object), JSON.stringify(once));
}

/** Steps for each byte that is opened; see src/user-data/budget.ts, which allows 64 of the whole. */
const mostSteps = 64;

/** Runs a reader of user data, and looks at what it took of its budget. */
function counted(bytes: Uint8Array, read: (budget: Budget) => unknown): void {
  const budget = new Budget();
  withinBudget(
    () => read(budget),
    () => undefined,
  );
  const opened = bytes.length + largestBudget - Math.min(largestBudget, budget.bytesLeft);
  ok(budget.steps <= mostSteps * (opened + 128), `${budget.steps} steps for ${opened} bytes`);
}

/** Each guest's reading ends with findings, in steps that keep with its size. */
function readBytes(bytes: Uint8Array): void {
  for (const guest of ["linux", "windows"] as const) {
    counted(bytes, (budget) => {
      const { findings } = readUserData(bytes, guest, budget);
      ok(findings.length <= 21);
      for (const { line } of findings) ok(Number.isInteger(line) && line >= 1, `line ${line}`);
    });
  }
}

/** What is wrapped comes out again, byte for byte; what somebody else wrote is not taken for a wrapper that it is not. */
function wrapBytes(bytes: Uint8Array): void {
  unwrap(bytes);
  const part = 'Content-Type: text/cloud-config; name="vmgate"\n\n#cloud-config\n';
  for (const guest of ["linux", "windows"] as const) {
    const wrapped = wrap({ content: bytes, source: "userData", isCompressed: false }, [part], guest);
    const state = unwrap(new TextEncoder().encode(wrapped));
    deepStrictEqual(state, {
      kind: "wrapped",
      user: { content: Uint8Array.from(bytes), source: "userData", isCompressed: false },
    });
  }
}

function yaml(bytes: Uint8Array): void {
  counted(bytes, (budget) => lintYaml(textOf(bytes), budget));
}

function mime(bytes: Uint8Array): void {
  counted(bytes, (budget) => parseMessage(textOf(bytes), budget));
}

/** A policy file is refused with words that name lines of it, or can be reviewed with. */
function policy(bytes: Uint8Array): void {
  const text = textOf(bytes);
  const parsed = parsePolicy(text, ruleIds);
  if ("policy" in parsed) admit(request(vm()), parsed.policy, today);
  else for (const { line } of parsed.errors) ok(line >= 1 && line <= text.split("\n").length + 1);
}

/** The commands that read files end with a report. */
async function commands(bytes: Uint8Array): Promise<void> {
  for (const found of findUserData("-", bytes)) formatUserData(found);
  const ignore = { write: () => true };
  const io = {
    stdout: ignore,
    stderr: ignore,
    readStdin: () => Promise.resolve(bytes),
    untilStopped: () => Promise.resolve(""),
  };
  for (const args of [
    ["review", "-"],
    ["review", "-", "--format", "json"],
    ["userdata", "-"],
  ]) {
    ok([0, 1, 2].includes(await cli(args, io)));
  }
}
