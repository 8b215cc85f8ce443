import { createPrivateKey, X509Certificate } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { makeServingCertificate, type ServingCertificate } from "../../src/certs/self-signed.ts";

const yearMs = 365 * 24 * 3600 * 1000;
let made: ServingCertificate;
let cert: X509Certificate;
let ca: X509Certificate;

beforeAll(async () => {
  made = await makeServingCertificate(["vmgate.vmgate.svc", "localhost"]);
  cert = new X509Certificate(made.cert);
  ca = new X509Certificate(made.ca);
});

test("the certificate is from its authority, and the key is its own", () => {
  expect(cert.verify(ca.publicKey)).toBe(true);
  expect(cert.checkIssued(ca)).toBe(true);
  expect(cert.checkPrivateKey(createPrivateKey(made.key))).toBe(true);
});

test("only the authority is one", () => {
  expect(ca.ca).toBe(true);
  expect(cert.ca).toBe(false);
});

test("it is for the names and this machine, and for nobody else", () => {
  expect(cert.checkHost("vmgate.vmgate.svc")).toBe("vmgate.vmgate.svc");
  expect(cert.checkHost("localhost")).toBe("localhost");
  expect(cert.checkIP("127.0.0.1")).toBe("127.0.0.1");
  expect(cert.checkHost("vmgate.default.svc")).toBeUndefined();
  expect(cert.checkIP("10.0.0.1")).toBeUndefined();
});

test("the keys are EC P-256, and it serves, nothing else", () => {
  expect(cert.publicKey.asymmetricKeyDetails).toEqual({ namedCurve: "prime256v1" });
  // extKeyUsage: serverAuth.
  expect(cert.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
});

test("it was valid an hour ago already, and outlives the process", () => {
  for (const { validFrom, validTo } of [cert, ca]) {
    expect(Date.parse(validFrom)).toBeLessThan(Date.now() - 3500 * 1000);
    expect(Date.parse(validTo)).toBeGreaterThan(Date.now() + 9 * yearMs);
  }
});

test("every one is new", async () => {
  const other = await makeServingCertificate(["localhost"]);
  expect(other.key).not.toBe(made.key);
  expect(new X509Certificate(other.cert).serialNumber).not.toBe(cert.serialNumber);
});
