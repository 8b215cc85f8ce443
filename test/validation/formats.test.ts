import { describe, expect, test } from "vitest";
import { dayNumber, dayNumberAt } from "../../src/validation/calendar.ts";
import { formats } from "../../src/validation/formats.ts";
import { publicKeys } from "../policy/file/sample-keys.ts";

const { ed25519, rsa, nistp256, nistp521 } = publicKeys;
const [, blob = ""] = ed25519.split(" ");
const label63 = "a".repeat(63);

/** For each form: texts that have it and texts that have not, each limit with the one past it. */
const cases: Record<keyof typeof formats, { yes: readonly string[]; no: readonly string[] }> = {
  "ip-address": {
    yes: ["10.96.0.10", "0.0.0.0", "255.255.255.255", "fd00::a", "::", "::1", "fd00::", "1:2:3:4:5:6:7:8", "1::7:8", "::ffff:10.0.0.1", "1:2:3:4:5:6:10.0.0.1", "FD00::A"],
    no: ["", "10.96.0", "10.96.0.256", "10.96.0.010", "10.96.0.10.1", "10.96.0.10 ", "10.96.0.10/32", "10.96.0.10:53", "dns.example", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":::", ":1", "1:", "12345::", "g::", "fe80::1%eth0", "[fd00::a]", "1:2:3:4:5:6:7:10.0.0.1", "10.0.0.1::", "::10.0.0.1:1", "1::2:3:4:5:6:7:8"],
  },
  "search-domain": {
    yes: ["cluster.local", "{namespace}.svc.cluster.local", "a", "0-0", "{namespace}", "svc.{namespace}", label63, `${"a.".repeat(126)}b`],
    no: ["", ".", "cluster.local.", ".local", "a..b", "Cluster.local", "-a", "a-", "a_b", "a b", "{ns}.svc", "{namespace}x.svc", "{namespace}.{namespace}", `${label63}a`, `${"a.".repeat(127)}b`, `${"a.".repeat(100)}{namespace}`],
  },
  "user-name": {
    yes: ["cpln", "_x", "a", "a-b_9", "a".repeat(32)],
    no: ["", "root", "Cpln", "9a", "-a", "a b", "a.b", "a".repeat(33), "a\n"],
  },
  "ssh-public-key": {
    yes: [ed25519, rsa, nistp256, nistp521, `ssh-ed25519 ${blob}`, `ssh-ed25519 ${blob} ca@example.org (2026)`],
    no: ["", "ssh-ed25519", blob, `ssh-rsa ${blob}`, `ssh-ed25519  ${blob}`, ` ${ed25519}`, `${ed25519}\n`, `cert-authority ${ed25519}`, ed25519.replace("SA/H", "SA"), ed25519.replace("SA/H", "SA/HAAAA"), `ssh-ed25519 ${blob} it's`, `ssh-ed25519 ${blob} $(id)`, "ssh-dss AAAAB3NzaC1kc3M=", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAAA==", "constructor AAAA", `${ed25519}\n${rsa}`],
  },
  "one-line": {
    yes: ["x", "SR-IOV for training", "für später", "a".repeat(200)],
    no: ["", " ", "\t", "a\nb", "a\n", "a\u2028b", "a\u0000", "a".repeat(201)],
  },
  date: {
    yes: ["2027-03-31", "2024-02-29", "2000-02-29", "1970-01-01", "9999-12-31"],
    no: ["", "2027-02-29", "1900-02-29", "2027-04-31", "2027-13-01", "2027-00-10", "2027-01-00", "2027-1-1", "27-01-01", "2027-03-31T00:00:00Z", "2027/03/31", "31.03.2027", "never"],
  },
}; // prettier-ignore

describe.for(Object.entries(cases))("%s", ([name, { yes, no }]) => {
  const hasForm = formats[name as keyof typeof formats];
  test.for(yes)("takes %j", (text) => {
    expect(hasForm(text)).toBe(true);
  });
  test.for(no)("does not take %j", (text) => {
    expect(hasForm(text)).toBe(false);
  });
});

test("the number of each day of four centuries is JavaScript's", () => {
  for (let day = -20_000; day < 130_000; day++) {
    const text = new Date(day * 86_400_000).toISOString().slice(0, 10);
    if (dayNumber(text) !== day) expect.fail(text);
  }
});

test("a day lasts from midnight to midnight in UTC", () => {
  expect(dayNumberAt(Date.parse("2027-03-31T23:59:59.999Z"))).toBe(dayNumber("2027-03-31"));
  expect(dayNumberAt(Date.parse("2027-04-01T00:00:00Z"))).toBe(dayNumber("2027-04-01"));
});
