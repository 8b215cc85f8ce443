import { describe, expect, test } from "vitest";
import { webhookRules } from "../../src/admission/webhook-rules.ts";
import { certificatesIn } from "../../src/certs/chain.ts";
import { issueServing, makeAuthority } from "../../src/certs/issue.ts";
import {
  bundlesExpireAt,
  isTrustedByAll,
  planRegistration,
  type RegisteredWebhook,
} from "../../src/certs/registration.ts";
import { bundleText } from "../../src/certs/stored.ts";

const now = Date.UTC(2027, 0, 1);
const day = 24 * 3600 * 1000;
const life = { madeAt: now, expiresAt: now + 10 * day };
const old = await makeAuthority({ madeAt: now - 9 * day, expiresAt: now + day });
const authority = await makeAuthority(life);
const stranger = await issueServing(authority, ["stranger"], life);

const text = (...pems: readonly string[]): string => bundleText(certificatesIn(pems.join("\n")));
const name = "mutate.vmgate.cpln.io";
const rules = webhookRules[name];
const webhook = (caBundle = "", given?: unknown): RegisteredWebhook => ({
  name,
  caBundle,
  rules: given,
});
const patched = (
  webhooks: readonly RegisteredWebhook[],
  at = now,
  bundle = [authority],
): readonly (string | undefined)[] =>
  planRegistration(webhooks, {
    bundle: certificatesIn(bundle.map(({ cert }) => cert).join("\n")),
    arm: "no",
    now: at,
  }).map(({ clientConfig }) => clientConfig && Buffer.from(clientConfig.caBundle, "base64").toString());

describe("the caBundle", () => {
  const newest = text(authority.cert);
  test.for<[what: string, present: string, expected: string]>([
    ["that is empty is filled in", "", newest],
    ["that is rubbish is replaced", "rubbish", newest],
    ["that trusts a stranger is replaced", text(stranger.cert), newest],
    [
      "keeps an authority that has not expired, the newest first",
      text(old.cert),
      text(authority.cert, old.cert),
    ],
    ["is put in order", text(old.cert, authority.cert), text(authority.cert, old.cert)],
    ["names each once", text(authority.cert, authority.cert), newest],
  ])("%s", ([, present, expected]) => {
    expect(patched([webhook(present)])).toEqual([expected]);
    expect(patched([webhook(expected)])).toEqual([]);
  });

  test("loses an authority when it expires", () => {
    expect(patched([webhook(text(authority.cert, old.cert))], now + 2 * day)).toEqual([newest]);
  });

  test("is nobody else's business where somebody else fills it in, or while the Secret has none", () => {
    for (const bundle of [undefined, []]) {
      expect(planRegistration([webhook()], { bundle, arm: "no", now })).toEqual([]);
    }
  });

  test("of each webhook by itself", () => {
    expect(patched([webhook(newest), webhook("")])).toEqual([newest]);
  });
});

describe("the rules", () => {
  const armed = (given: unknown, arm: "no" | "missing" | "different", of = name): unknown =>
    planRegistration([{ name: of, caBundle: "", rules: given }], { bundle: undefined, arm, now })[0]?.rules;
  test.for<[what: string, given: unknown, arm: "no" | "missing" | "different", expected: unknown]>([
    ["are not written before it is time", undefined, "no", undefined],
    ["are written where there are none", undefined, "missing", rules],
    ["of another version stay", [{ apiGroups: ["x"] }], "missing", undefined],
    ["of another version are replaced", [{ apiGroups: ["x"] }], "different", rules],
    ["that are right stay", structuredClone(rules), "different", undefined],
  ])("%s", ([, given, arm, expected]) => {
    expect(armed(given, arm)).toEqual(expected);
  });

  test("are not given to a webhook that is not vmgate's", () => {
    expect(armed(undefined, "different", "other.example.com")).toBeUndefined();
  });

  test("lead instances to their own webhook, and everything to the last one", () => {
    const resources = Object.entries(webhookRules).map(([webhookName, list]) => [
      webhookName,
      list.flatMap((rule) => rule.resources.map((resource) => `${resource} ${rule.operations.join()}`)),
    ]);
    expect(Object.fromEntries(resources)).toEqual({
      "mutate.vmgate.cpln.io": [
        "virtualmachines CREATE,UPDATE",
        "virtualmachineinstancereplicasets CREATE,UPDATE",
        "virtualmachinepools CREATE,UPDATE",
        "workloads CREATE,UPDATE",
      ],
      "boot.vmgate.cpln.io": ["virtualmachineinstances CREATE"],
      "validate.vmgate.cpln.io": [
        "virtualmachines CREATE,UPDATE",
        "virtualmachineinstances CREATE",
        "virtualmachineinstancereplicasets CREATE,UPDATE",
        "virtualmachinepools CREATE,UPDATE",
        "workloads CREATE,UPDATE",
      ],
    });
  });
});

test.for<[what: string, bundles: readonly string[], expected: number | undefined]>([
  ["no webhook", [], undefined],
  ["nothing in any", ["", "rubbish"], undefined],
  ["the last of a bundle counts", [text(old.cert, authority.cert)], now + 10 * day],
  ["the first bundle that ends", [text(authority.cert), text(old.cert)], now + day],
  ["one that is still to be filled in does not count", [text(authority.cert), ""], now + 10 * day],
])("when bundles expire: %s", ([, bundles, expected]) => {
  expect(bundlesExpireAt(bundles.map((bundle) => webhook(bundle)))).toBe(expected);
});

test("a chain is trusted by all only if each webhook trusts it", async () => {
  const { cert } = await issueServing(authority, ["vmgate.vmgate.svc"], life);
  const trusted = (...bundles: readonly string[]): boolean =>
    isTrustedByAll(
      bundles.map((bundle) => webhook(bundle)),
      certificatesIn(cert),
      "vmgate.vmgate.svc",
      now,
    );
  expect(trusted()).toBe(true);
  expect(trusted(authority.cert, old.cert + authority.cert)).toBe(true);
  expect(trusted(authority.cert, old.cert)).toBe(false);
  expect(trusted(authority.cert, "")).toBe(false);
});
