import { X509Certificate } from "node:crypto";
import { generate } from "selfsigned";
import { describe, expect, test } from "vitest";
import { certificatesIn, isTrusted, madeAt } from "../../src/certs/chain.ts";
import { issueServing, makeAuthority } from "../../src/certs/issue.ts";

const now = Date.UTC(2027, 0, 1);
const day = 24 * 3600 * 1000;
const life = { madeAt: now, expiresAt: now + 10 * day };
const host = "vmgate.vmgate.svc";

const authority = await makeAuthority(life);
const other = await makeAuthority({ ...life, madeAt: now + 1000 });
const serving = await issueServing(authority, [host], life);
const trust = { bundle: certificatesIn(authority.cert), host, now };

describe("the certificates of a PEM text", () => {
  test.for<[what: string, pem: string, count: number]>([
    ["nothing", "", 0],
    ["words", "hello", 0],
    ["one", authority.cert, 1],
    ["two, with words between them", `${authority.cert}words\n${other.cert}`, 2],
    ["one without an end", authority.cert.replace("-----END CERTIFICATE-----", ""), 0],
    [
      "a block that is no certificate, and one that is",
      `-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n${other.cert}`,
      1,
    ],
    ["a key", authority.key, 0],
  ])("%s", ([, pem, count]) => {
    expect(certificatesIn(pem)).toHaveLength(count);
  });

  test("many beginnings without an end cost no more than their length", () => {
    expect(certificatesIn("-----BEGIN CERTIFICATE-----".repeat(50_000))).toEqual([]);
  });
});

test("a certificate is an hour older than it was made", () => {
  expect(madeAt(new X509Certificate(serving.cert))).toBe(now);
});

describe("a chain is trusted", () => {
  const chain = certificatesIn(serving.cert);
  test.for<
    [when: string, chain: readonly X509Certificate[], changes: Partial<typeof trust>, expected: boolean]
  >([
    ["by its authority", chain, {}, true],
    ["by one of several", chain, { bundle: certificatesIn(other.cert + authority.cert) }, true],
    ["by itself", chain, { bundle: chain }, true],
    ["not by another authority", chain, { bundle: certificatesIn(other.cert) }, false],
    ["not by nobody", chain, { bundle: [] }, false],
    ["not for another host", chain, { host: "vmgate.other.svc" }, false],
    ["not without a certificate", [], {}, false],
    ["in its last second", chain, { now: now + 10 * day - 1000 }, true],
    ["not when it ends", chain, { now: now + 10 * day }, false],
    ["not before it begins", chain, { now: now - 3600_001 }, false],
    ["an hour early, for a clock that is behind", chain, { now: now - 3600_000 }, true],
  ])("%s", ([, certificates, changes, expected]) => {
    expect(isTrusted(certificates, { ...trust, ...changes })).toBe(expected);
  });

  test("not when its authority has expired, though it has not", async () => {
    const old = await makeAuthority({ madeAt: now - 9 * day, expiresAt: now + day });
    const longer = await issueServing(old, [host], life);
    const state = { bundle: certificatesIn(old.cert), host };
    expect(isTrusted(certificatesIn(longer.cert), { ...state, now })).toBe(true);
    expect(isTrusted(certificatesIn(longer.cert), { ...state, now: now + 2 * day })).toBe(false);
  });

  test("through the certificates that it brings along", async () => {
    const { cert, private: key } = await generate([{ name: "commonName", value: "between" }], {
      keyType: "ec",
      algorithm: "sha256",
      notBeforeDate: new Date(now - 3600_000),
      notAfterDate: new Date(now + day),
      ca: authority,
      extensions: [
        { name: "basicConstraints", cA: true, critical: true },
        { name: "keyUsage", keyCertSign: true, critical: true },
      ],
    });
    const leaf = await issueServing({ cert, key }, [host], life);
    expect(isTrusted(certificatesIn(leaf.cert), trust)).toBe(false);
    expect(isTrusted(certificatesIn(leaf.cert), { ...trust, bundle: certificatesIn(cert) })).toBe(true);
    const both = certificatesIn(`${leaf.cert}\n${cert}`);
    expect(isTrusted(both, trust)).toBe(true);
    expect(isTrusted(both, { ...trust, now: now + 2 * day })).toBe(false);
  });
});
