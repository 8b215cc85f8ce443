import { expect, test } from "vitest";
import { handle } from "../support/handle.ts";
import { setIn } from "../../src/field/edit.ts";
import { Field } from "../../src/field/field.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { platform } from "../support/platform.ts";
import { reviewOf } from "../support/server.ts";
import { create, today, findingsOf, update } from "../support/review.ts";
import { deepFreeze, vmWithTemplate } from "../support/vm.ts";

const policy: Policy = { ...defaultPolicy, platform };
const refusing: Policy = {
  ...policy,
  injection: { ...policy.injection, whenImpossible: "refuse", secrets: false },
};

const T = ["spec", "template", "spec"] as const;
const source = [...T, "volumes", 1, "cloudInitNoCloud"] as const;
const withUserData = (userData: string) =>
  vmWithTemplate({
    domain: {
      devices: {
        disks: [
          { name: "root", bootOrder: 1, disk: { bus: "virtio" } },
          { name: "seed", disk: { bus: "virtio" } },
        ],
      },
    },
    volumes: [
      { name: "root", persistentVolumeClaim: { claimName: "web-root" } },
      { name: "seed", cloudInitNoCloud: { userData } },
    ],
  });
const user = "#cloud-config\npackages: [nginx]\n";
const stored = deepFreeze(create(withUserData(user), policy).object);

test("on CREATE the platform's part goes into the user's volume, once", () => {
  expect(Field.root(stored).at(...source, "networkData").string).toMatch(/^# vmgate\n/);
  expect(Field.root(stored).at(...source, "userDataBase64").string).toBeDefined();
  expect(create(stored, policy).patch).toEqual([]);
});

test("a re-applied manifest changes nothing, also after the platform's values changed", () => {
  const later = { ...policy, platform: { ...platform, dns: { servers: ["10.0.0.2"], search: [] } } };
  const applied = setIn(stored, [...T, "volumes"], Field.root(withUserData(user)).at(...T, "volumes").value);
  expect(update(stored, applied, later).object).toEqual(stored);
});

test("what can't be injected is reported by /mutate alone, or refused where the policy says so", () => {
  const ignition = withUserData('{"ignition": {"version": "3.4.0"}}');
  const body: unknown = JSON.parse(reviewOf(ignition));
  const ask = (webhook: "mutating" | "validating", by: Policy) =>
    handle(webhook, body, by, today).review.response;
  expect(ask("mutating", policy).warnings?.join(" ")).toMatch(/\[cloud-init-content\]/);
  expect(ask("validating", policy).warnings?.join(" ")).not.toContain("not injected");
  expect(ask("mutating", policy).warnings?.join(" ")).toContain("not injected");
  expect(
    findingsOf(create(ignition, refusing)).filter((line) => line.startsWith("enforce cloud-init-content")),
  ).toHaveLength(1);
  expect(ask("mutating", refusing).allowed).toBe(false);
});

test("what could not be injected before may be changed and stay so", () => {
  const ignition = (version: string) => withUserData(`{"ignition": {"version": "${version}"}}`);
  const place = "cloud-init-content spec.template.spec.volumes[1].cloudInitNoCloud.userData";
  const older = deepFreeze(create(ignition("3.3.0"), policy).object);
  expect(findingsOf(update(older, ignition("3.4.0"), refusing))).toContain(`warn ${place}`);
  expect(findingsOf(update(older, ignition("3.4.0"), refusing))).not.toContain(`enforce ${place}`);
  expect(findingsOf(update(stored, ignition("3.4.0"), refusing))).toContain(`enforce ${place}`);
});

test("network data of the user's is reported where the rule warns, kept in silence where it is off", () => {
  const own = { networkData: "version: 2\n" };
  const object = setIn(withUserData(user), source, own);
  const ask = (action: "enforce" | "warn" | "off") =>
    create(object, { ...policy, rules: { "network-data": action } });
  expect(ask("enforce").findings.map(({ rule, action }) => `${action} ${rule}`)).toEqual([
    "enforce network-data",
  ]);
  expect(ask("warn").warnings).toEqual([
    "spec.template.spec.volumes[1].cloudInitNoCloud.networkData: kept, so the guest does not get the platform's network and DNS; remove networkData [network-data]",
  ]);
  expect(ask("off").warnings).toEqual([]);
  for (const action of ["warn", "off"] as const)
    expect(Field.root(ask(action).object).at(...source, "networkData").value).toBe(own.networkData);
});
