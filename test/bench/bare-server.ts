import { readFileSync } from "node:fs";
import { createServer } from "node:https";
import { makeServingCertificate } from "../../src/certs/self-signed.ts";

// What nothing can be faster than: Node's own HTTPS server, which parses the same review and admits it. Arguments, if
// any: the files of its certificate and key.
const [certFile, keyFile] = process.argv.slice(2);
const { cert, key } =
  certFile === undefined || keyFile === undefined
    ? await makeServingCertificate(["localhost"])
    : { cert: readFileSync(certFile), key: readFileSync(keyFile) };
const server = createServer({ cert, key, minVersion: "TLSv1.2" }, (request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => {
    const { request } = JSON.parse(Buffer.concat(chunks).toString()) as { request: { uid: string } };
    const review = {
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: request.uid, allowed: true },
    };
    const text = JSON.stringify(review);
    response.writeHead(200, {
      "content-type": "application/json",
      "content-length": Buffer.byteLength(text),
    });
    response.end(text);
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(JSON.stringify({ port: typeof address === "object" ? address?.port : undefined }));
});
