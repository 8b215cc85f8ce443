import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeServingCertificate } from "../src/certs/self-signed.ts";

/*
 * npm run certs [-- HOST]: a CA and a serving certificate for HOST and this machine, in certs/. Prints the caBundle.
 * VMGATE_CERTS names another directory.
 */

const [host = "vmgate.vmgate.svc"] = process.argv.slice(2);
const folder = process.env["VMGATE_CERTS"] ?? join(import.meta.dirname, "..", "certs");
const { ca, cert, key } = await makeServingCertificate([host, "localhost"]);
await mkdir(folder, { recursive: true });
await writeFile(join(folder, "ca.crt"), ca);
await writeFile(join(folder, "tls.crt"), cert);
await writeFile(join(folder, "tls.key"), key, { mode: 0o600 });
process.stdout.write(`${Buffer.from(ca).toString("base64")}\n`);
