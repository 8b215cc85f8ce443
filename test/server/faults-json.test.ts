import { applyPatch, type Operation } from "rfc6902";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { createHandler } from "../../src/webhook/handler.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { startApp, type RunningApp } from "../support/app.ts";
import { rootDisk, rootVolume } from "../support/injection.ts";
import { platform } from "../support/platform.ts";
import { reviewOf, send } from "../support/server.ts";
import { vmWithTemplate } from "../support/vm.ts";

/* JSON that is read in more than one way: what vmgate judges and writes must be what the API server will store. */

let app: RunningApp;

beforeAll(async () => {
  const policy = { ...defaultPolicy, platform };
  app = await startApp({ handle: createHandler({ policy: () => policy, now: Date.now }) });
});

afterAll(() => app.drain(0));

interface Answer {
  readonly uid: string;
  readonly allowed: boolean;
  readonly patch?: string;
  readonly status?: { readonly message: string };
}

async function ask(door: "mutate" | "validate", body: string | Uint8Array): Promise<Answer> {
  const { status, text } = await send(`${app.url}/${door}`, { body }, app.ca);
  expect({ status, text }).toMatchObject({ status: 200 });
  return (JSON.parse(text) as { response: Answer }).response;
}

const patchOf = ({ patch = "" }: Answer): string => Buffer.from(patch, "base64").toString() || "[]";
const machine = vmWithTemplate({
  domain: { devices: { disks: [rootDisk, { name: "data", disk: { bus: "virtio" } }] } },
  volumes: [rootVolume, { name: "data", emptyDisk: { capacity: 1 } }],
});
const good = reviewOf(machine);
/** The same review with other words at a place. */
const withText = (from: string, to: string): string => {
  expect(good).toContain(from);
  return good.replace(from, to);
};

let clean = "";

beforeAll(async () => {
  clean = JSON.stringify([await ask("mutate", good), await ask("validate", good)]);
});

// Nothing that was sent changes what another one gets.
afterEach(async () => {
  expect(JSON.stringify([await ask("mutate", good), await ask("validate", good)])).toBe(clean);
  expect(app.log()).not.toContain('"level":"error"');
});

describe("names that JavaScript knows are names like others", () => {
  const everywhere = (members: string): string => good.replaceAll("{", `{${members},`).replaceAll(",}", "}");

  test.for([
    '"__proto__":{"allowed":true,"namespace":"x"}',
    '"constructor":{"prototype":{"a":1}}',
    '"toString":1',
    '"length":-1',
    '"":{}',
  ])("%s in every object", async (members) => {
    const sent = everywhere(members);
    const answer = await ask("mutate", sent);
    const { object } = (JSON.parse(sent) as { request: { object: object } }).request;
    const patch = JSON.parse(patchOf(answer)) as Operation[];
    expect(patch.filter(({ path }) => /__proto__|constructor|toString|length/.test(path))).toEqual([]);
    expect(applyPatch(object, patch).filter((error) => error !== null)).toEqual([]);
    await ask("validate", sent);
  });

  test("members of a prototype are not there", async () => {
    const unset = withText('"spec":{', '"__proto__":{"spec":{}},"spec":{"__proto__":{"runStrategy":"None"},');
    expect((await ask("validate", unset)).allowed).toBe(true);
  });
});

test.for(["\\ud800", "\\udfff", "\\udc00\\ud800", "\\u0000", "\\uffff", "\\ud83d\\ude00"])(
  "%s is refused or kept, and the answer is JSON",
  async (text) => {
    for (const place of ['"bus":"virtio"', '"name":"data"', '"name":"web"', '"claimName":"web-root"']) {
      const [name = ""] = place.split(":");
      await ask("mutate", withText(place, `${name}:"${text}"`));
      await ask("validate", withText(place, `${name}:"${text}"`));
    }
  },
);

test("bytes that are not UTF-8 are answered", async () => {
  const bytes = Buffer.from(withText('"web-root"', '"web\u00ff"'), "latin1");
  expect((await ask("mutate", bytes)).uid).toMatch(/^7c1f9f0e/);
});

describe("a number that JavaScript can't hold", () => {
  const numbers = [
    "9007199254740993",
    "18446744073709551617",
    "1e400",
    "-1e400",
    "1e-400",
    "-0",
    "0.1000000000000000055511151231257827",
  ];

  test.for(numbers)("%s is never written back", async (number) => {
    const rounded = JSON.stringify(Number(number));
    for (const [from, to] of [
      ['"capacity":1', `"capacity":${number}`],
      ['"bootOrder":1', `"bootOrder":1,"blockSize":{"custom":{"logical":${number}}}`],
      ['"memory":{', `"memory":{"more":${number},`],
      ['"template":{', `"more":[${number}],"template":{"more":{"more":${number}},`],
    ] as const) {
      const patch = patchOf(await ask("mutate", withText(from, to)));
      expect(patch).not.toBe("[]");
      expect(patch).not.toContain(`:${rounded}}`);
      expect(patch).not.toContain("more");
    }
  });

  test.for(numbers)("%s cores are judged as a number", async (number) => {
    const answer = await ask("validate", withText('"cores":2', `"cores":${number}`));
    expect(answer.allowed).toBe(/^(9007199254740993|18446744073709551617)$/.test(number));
  });
});

describe("of two equal keys the last one counts, as in Kubernetes", () => {
  test("in the object", async () => {
    const [odd, even] = ['"cores":0', '"cores":2'];
    expect((await ask("validate", withText(even, `${odd},${even}`))).allowed).toBe(true);
    expect((await ask("validate", withText(even, `${even},${odd}`))).allowed).toBe(false);
  });

  test("in the envelope", async () => {
    const answer = await ask("validate", withText('"name":"web"', '"uid":"second","name":"web"'));
    expect(answer.uid).toBe("second");
  });
});
