/*
 * Stands in for vitest in the run of mutations: test files are imported once, and their tests are run again and again in
 * the same process, for which vitest would start a worker and import everything each time.
 */

export { expect, vi } from "vitest";

type Body = (...args: never[]) => unknown;

/** A test with what its file does before and after each. */
export interface CollectedTest {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** What was collected of the file that is being imported; whoever imports it takes it away. */
export const collected: CollectedTest[] = [];

let groups: readonly string[] = [];
let before: Body[] = [];
let after: Body[] = [];

function call(body: Body, ...args: unknown[]): unknown {
  return (body as (...args: unknown[]) => unknown)(...args);
}

/** Begins another file. */
export function startFile(): void {
  collected.length = 0;
  groups = [];
  before = [];
  after = [];
}

/** The name of a test or group of a row: `%s` is its first column, and the number keeps names apart. */
function titleOf(name: string, i: number): string {
  return `${name} [${String(i)}]`;
}

function group(name: string, body: Body, ...args: unknown[]): void {
  const outer = groups;
  groups = [...outer, name];
  call(body, ...args);
  groups = outer;
}

function add(name: string, body: Body, ...args: unknown[]): void {
  const [begin, end] = [before, after];
  const run = async (): Promise<void> => {
    for (const hook of begin) await call(hook);
    try {
      await call(body, ...args);
    } finally {
      for (const hook of end) await call(hook);
    }
  };
  collected.push({ name: [...groups, name, String(collected.length)].join(" > "), run });
}

const overRows =
  (one: typeof add) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    rows.forEach((row, i) => {
      one(titleOf(name, i), body, row);
    });
  };

const overSpreadRows =
  (one: typeof add) =>
  (rows: readonly unknown[]) =>
  (name: string, body: Body): void => {
    rows.forEach((row, i) => {
      one(titleOf(name, i), body, ...(Array.isArray(row) ? (row as unknown[]) : [row]));
    });
  };

const skip = (): void => undefined;

export const describe = Object.assign(
  (name: string, body: Body) => {
    group(name, body);
  },
  { for: overRows(group), each: overSpreadRows(group) },
);

export const test = Object.assign(
  (name: string, body: Body) => {
    add(name, body);
  },
  { for: overRows(add), each: overSpreadRows(add), skip },
);

/** Once a test instead of once a file: what it makes is then made with the mutant. */
export const beforeAll = (hook: Body): void => void before.push(hook);
export const beforeEach = beforeAll;
export const afterEach = (hook: Body): void => void after.push(hook);
