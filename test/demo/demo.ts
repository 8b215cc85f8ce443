import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { Field } from "../../src/field/field.ts";
import { readManifests } from "../../src/cli/manifest.ts";

/**
 * Starts `vmgate serve` with its built-in policy, sends it the example manifests as an API server would,
 * over HTTPS, and prints what was refused and why, and what was filled in. Needs no cluster.
 */
const root = `${import.meta.dirname}/../..`;
const examples = `${root}/test/examples`;

interface Running {
  readonly url: string;
  readonly ca: Buffer;
  readonly stop: () => void;
}

async function start(): Promise<Running> {
  const flags = ["serve", "--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"];
  const server = spawn(process.execPath, [`${root}/src/main.ts`, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const line of createInterface({ input: server.stdout })) {
    const ready = Field.root(JSON.parse(line));
    if (ready.at("msg").value !== "ready") continue;
    const [url, ca] = [
      ready.at("reviews").string ?? "",
      Buffer.from(ready.at("caBundle").string ?? "", "base64"),
    ];
    return { url, ca, stop: () => server.kill("SIGTERM") };
  }
  throw new Error("vmgate serve ended before it was ready");
}

async function ask({ url, ca }: Running, door: string, object: unknown): Promise<Field> {
  const metadata = Field.root(object).at("metadata");
  const call = request(`${url}/${door}?timeout=5s`, {
    method: "POST",
    ca,
    headers: { "content-type": "application/json" },
  });
  call.end(
    JSON.stringify({
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      request: {
        uid: crypto.randomUUID(),
        kind: { group: "kubevirt.io", version: "v1", kind: "VirtualMachine" },
        operation: "CREATE",
        name: metadata.at("name").value,
        namespace: metadata.at("namespace").value,
        userInfo: { username: "you" },
        object,
        oldObject: null,
      },
    }),
  );
  const [response] = (await once(call, "response")) as [NodeJS.ReadableStream];
  return Field.root(await json(response)).at("response");
}

function show(file: string, name: string, response: Field): void {
  console.log(`\n$ kubectl apply -f ${file}`);
  if (response.at("allowed").value === true) {
    console.log(`virtualmachine.kubevirt.io/${name} created\n\nFilled in by vmgate:`);
    const patch = JSON.parse(Buffer.from(response.at("patch").string ?? "W10=", "base64").toString()) as {
      readonly path: string;
      readonly value: unknown;
    }[];
    for (const { path, value } of patch) console.log(`  ${path} = ${JSON.stringify(value)}`);
    return;
  }
  console.log(`The VirtualMachine "${name}" is invalid: `);
  for (const cause of response.at("status", "details", "causes").items()) {
    console.log(`* ${cause.at("field").string ?? ""}: ${cause.at("message").string ?? ""}`);
  }
}

const running = await start();
try {
  console.log(`vmgate listens on ${running.url}`);
  for (const file of readdirSync(examples).sort()) {
    for (const { object } of readManifests(readFileSync(`${examples}/${file}`, "utf8"))) {
      const name = Field.root(object).at("metadata", "name").string ?? "";
      show(`test/examples/${file}`, name, await ask(running, "mutate", object));
    }
  }
} finally {
  running.stop();
}
