import { expect, test } from "vitest";
import { formatAddress, parseAddress } from "../../src/server/address.ts";

test.for<[text: string, host: string, port: number]>([
  ["127.0.0.1:9443", "127.0.0.1", 9443],
  ["localhost:0", "localhost", 0],
  ["[::1]:65535", "::1", 65535],
  ["[::]:443", "::", 443],
  [":9443", "", 9443],
])("%s is an address", ([text, host, port]) => {
  const address = parseAddress(text);
  expect(address).toEqual({ host, port });
  expect(address && formatAddress(address)).toBe(text);
});

test.for([
  "",
  ":",
  "9443",
  "localhost",
  "localhost:",
  "localhost:https",
  "127.0.0.1:65536",
  "127.0.0.1:-1",
  "127.0.0.1:1.5",
  "127.0.0.1: 80",
  "::1:9443",
  "[::1]",
  "[]:80",
  "[localhost]:80",
  "https://localhost:9443",
  "a b:80",
])("%j is none", (text) => {
  expect(parseAddress(text)).toBeUndefined();
});
