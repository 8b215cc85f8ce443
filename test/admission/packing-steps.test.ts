import { gzipSync } from "fflate";
import { beforeEach, describe, expect, test, vi } from "vitest";
import { admit, validateStored } from "../../src/admission/admit.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { platform } from "../support/platform.ts";
import { request, today } from "../support/review.ts";
import { rootVolume, withSource } from "../support/injection.ts";
import { vmWithTemplate } from "../support/vm.ts";

/*
 * Compressing is the dearest thing that a review does: text of two letters, drawn at random, costs the compressor a
 * hundred times what sensible text costs. So what counts is how often it runs.
 */

vi.mock(import("fflate"), async (original) => {
  const fflate = await original();
  return { ...fflate, gzipSync: vi.fn(fflate.gzipSync) };
});

const engine = createEngine({ ...defaultPolicy, platform });
const calls = (): number => vi.mocked(gzipSync).mock.calls.length;
beforeEach(() => {
  vi.mocked(gzipSync).mockClear();
});

/** A script that compresses badly, the same each time; each length is a text of its own, so nothing is known of it. */
function twoLetters(length: number): string {
  let state = length;
  const letter = (): string => {
    state = (state * 48271) % 2147483647;
    return state % 64 < 32 ? "a" : "b";
  };
  return `#!/bin/sh\n${Array.from({ length: length - 10 }, letter).join("")}`;
}

describe.each([
  ["more than fits in any way", 16_384, 1, 1],
  ["what fits alone, but not with the platform's part", 10_000, 5, 8],
])("%s", (_, length, onCreate, onUpdate) => {
  test("is compressed a few times when it is created", () => {
    const sent = request(withSource({ userData: twoLetters(length) }));
    admit(sent, engine, today);
    validateStored(sent, engine, today);
    expect(calls()).toBeLessThanOrEqual(onCreate);
  });

  test("is compressed a few times when it is updated to", () => {
    const stored = admit(request(withSource({ userData: "#!/bin/sh\n" })), engine, today).object;
    vi.mocked(gzipSync).mockClear();
    const sent = request(withSource({ userData: twoLetters(length + 1) }), {
      operation: "UPDATE",
      oldObject: stored,
    });
    admit(sent, engine, today);
    validateStored(sent, engine, today);
    expect(calls()).toBeLessThanOrEqual(onUpdate);
  });
});

test("of many cloud-init volumes only the first is compressed", () => {
  const volumes = Array.from({ length: 50 }, (_, i) => ({
    name: `c-${i}`,
    cloudInitNoCloud: { userData: twoLetters(16_000 + i) },
  }));
  const sent = request(vmWithTemplate({ volumes: [rootVolume, ...volumes] }));
  admit(sent, engine, today);
  validateStored(sent, engine, today);
  expect(calls()).toBeLessThanOrEqual(1);
});
