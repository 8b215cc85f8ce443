import { beforeAll, describe, expect, test } from "vitest";
import { certificatesIn, isIssuedBy } from "../../src/certs/chain.ts";
import { renew } from "../../src/certs/renew.ts";
import { lifetimes, planRenewal, takesStored, type Renewal } from "../../src/certs/renewal.ts";
import { noCertificate, readStored, type CertificateData } from "../../src/certs/stored.ts";

const hosts = ["vmgate.vmgate.svc", "vmgate.vmgate.svc.cluster.local"];
const [host = ""] = hosts;
const day = 24 * 3600 * 1000;
const start = Date.UTC(2027, 0, 1);
const nothing = readStored(noCertificate, host, start);

let fresh: CertificateData;
beforeAll(async () => {
  fresh = await renew("replace", { stored: nothing, hosts, now: start, lifetimes });
});

/** What is due for a Secret `days` after the start. */
function due(
  data: CertificateData,
  days: number,
  held = noCertificate,
  isAuthorityTrusted = true,
): Renewal | undefined {
  const now = start + days * day;
  const state = { stored: readStored(data, host, now), held: readStored(held, host, now) };
  return planRenewal({ ...state, isAuthorityTrusted, now }, lifetimes);
}

const after = (
  data: CertificateData,
  step: Exclude<Renewal, "restore">,
  days: number,
): Promise<CertificateData> => {
  const now = start + days * day;
  return renew(step, { stored: readStored(data, host, now), hosts, now, lifetimes });
};

describe("a new Secret", () => {
  test("has an authority, and a certificate from it for the Service", () => {
    const { authority, bundle, serving } = readStored(fresh, host, start);
    expect(bundle).toHaveLength(1);
    expect(serving?.parsed.checkHost("vmgate.vmgate.svc.cluster.local")).toBeDefined();
    expect(serving?.parsed.checkHost("localhost")).toBeUndefined();
    expect(
      authority !== undefined && serving !== undefined && isIssuedBy(serving.parsed, authority.parsed),
    ).toBe(true);
  });

  test.for<[days: number, step: Renewal | undefined]>([
    [0, undefined],
    [59.9, undefined],
    [60, "serving"],
    [89, "serving"],
    [90, "serving"],
    [243, "serving"],
    // Two thirds of 365 days: without a certificate one is issued first.
    [244, "serving"],
    [364, "serving"],
    [365, "replace"],
    [1000, "replace"],
  ])("after %d days: %s", ([days, step]) => {
    expect(due(fresh, days)).toBe(step);
  });
});

describe("what is not usable is made again, or restored by whoever holds it", () => {
  const rubbish: readonly (readonly [string, Partial<CertificateData>, Renewal])[] = [
    ["no authority", { "ca.crt": "" }, "replace"],
    ["an authority in words", { "ca.crt": "words" }, "replace"],
    ["no key of the authority", { "ca.key": "" }, "replace"],
    ["a wrong key of the authority", { "ca.key": "-----BEGIN PRIVATE KEY-----" }, "replace"],
    ["no certificate", { "tls.crt": "" }, "serving"],
    ["no key", { "tls.key": "" }, "serving"],
  ];
  test.for(rubbish)("%s", ([, part, step]) => {
    expect(due({ ...fresh, ...part }, 1)).toBe(step);
    expect(due({ ...fresh, ...part }, 1, fresh)).toBe("restore");
    // What is held has expired, too.
    expect(due({ ...fresh, ...part }, 366, fresh)).toBe("replace");
  });

  test("each other's keys, and the authority in place of the certificate", () => {
    expect(due({ ...fresh, "tls.key": fresh["ca.key"] }, 1)).toBe("serving");
    expect(due({ ...fresh, "ca.key": fresh["tls.key"] }, 1)).toBe("replace");
    expect(due({ ...fresh, "tls.crt": fresh["ca.crt"], "tls.key": fresh["ca.key"] }, 1)).toBe("serving");
    expect(due({ ...fresh, "ca.crt": fresh["tls.crt"], "ca.key": fresh["tls.key"] }, 1)).toBe("replace");
  });

  test("a certificate for another Service", async () => {
    const other = { stored: nothing, hosts: ["vmgate.other.svc"], now: start, lifetimes };
    expect(due(await renew("replace", other), 1)).toBe("serving");
  });
});

describe("an authority that is replaced", () => {
  let both: CertificateData;
  beforeAll(async () => {
    const current = await after(fresh, "serving", 200);
    expect(due(current, 243)).toBe(undefined);
    expect(due(current, 244)).toBe("authority");
    both = await after(current, "authority", 244);
  });
  const minutes = (n: number): number => 244 + n / 24 / 60;

  test("is trusted beside the old one, which issued what is served", () => {
    const { bundle, serving, authority } = readStored(both, host, start + 244 * day);
    expect(bundle).toHaveLength(2);
    expect(authority?.parsed.fingerprint256).toBe(bundle[0]?.fingerprint256);
    expect(bundle[1] !== undefined && serving !== undefined && isIssuedBy(serving.parsed, bundle[1])).toBe(
      true,
    );
  });

  test("issues once every API server has heard of it, and not before the webhooks trust it", async () => {
    expect(due(both, minutes(0))).toBeUndefined();
    expect(due(both, minutes(9.9))).toBeUndefined();
    expect(due(both, minutes(10))).toBe("serving");
    expect(due(both, minutes(10), noCertificate, false)).toBeUndefined();
    const next = await after(both, "serving", minutes(10));
    const { authority, serving, bundle } = readStored(next, host, start + 245 * day);
    expect(
      authority !== undefined && serving !== undefined && isIssuedBy(serving.parsed, authority.parsed),
    ).toBe(true);
    expect(bundle).toHaveLength(2);
    expect(due(next, 245)).toBeUndefined();
  });

  test("leaves the bundle when it has expired", async () => {
    const next = await after(both, "serving", 300);
    expect(readStored(next, host, start + 364 * day).bundle).toHaveLength(2);
    expect(readStored(next, host, start + 366 * day).bundle).toHaveLength(1);
    const later = await after(next, "serving", 366);
    expect(certificatesIn(later["ca.crt"])).toHaveLength(1);
  });

  test("what an old one issues ends with it", async () => {
    const { serving, authority } = readStored(await after(fresh, "serving", 350), host, start + 350 * day);
    expect(serving?.parsed.validTo).toBe(authority?.parsed.validTo);
  });
});

describe("what is stored is taken", () => {
  const state = { served: undefined, isServedTrusted: true, isStoredTrusted: true, now: start };
  const stored = (): typeof nothing => readStored(fresh, host, start);
  const settled = start + lifetimes.settle;
  test.for<[when: string, changes: Partial<Parameters<typeof takesStored>[0]>, expected: boolean]>([
    ["at once by who serves nothing", {}, true],
    [
      "at once by who serves what nobody trusts",
      { served: "x", isServedTrusted: false, isStoredTrusted: false },
      true,
    ],
    ["not before its authority is old enough", { served: "x", now: settled - 1 }, false],
    ["once it is", { served: "x", now: settled }, true],
    ["not before it is trusted", { served: "x", now: settled, isStoredTrusted: false }, false],
  ])("%s", ([, changes, expected]) => {
    expect(takesStored({ ...state, stored: stored(), ...changes }, lifetimes)).toBe(expected);
  });

  test("not twice, and not what is not there", () => {
    expect(takesStored({ ...state, stored: stored(), served: fresh["tls.crt"] }, lifetimes)).toBe(false);
    expect(takesStored({ ...state, stored: nothing }, lifetimes)).toBe(false);
  });
});
