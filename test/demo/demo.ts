import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { request } from "node:https";
import { createInterface } from "node:readline";
import { json } from "node:stream/consumers";
import { applyPatch, type Operation } from "rfc6902";
import { Field } from "../../src/field/field.ts";
import { readManifests } from "../../src/cli/review/manifests.ts";
import { findUserData, formatUserData } from "../../src/cli/userdata/report.ts";

/**
 * Starts `vmgate serve`, sends it the example manifests as an API server would, over HTTPS, and prints what
 * was refused and why, what was filled in, and what became of the user data. Needs no cluster.
 */
const root = `${import.meta.dirname}/../..`;
const examples = `${root}/test/examples`;

interface Running {
  readonly url: string;
  readonly ca: Buffer;
}

// However the demo ends, so does its server; a reader that has seen enough (`| head`) is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => process.exit(error.code === "EPIPE" ? 0 : 1));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => process.exit(1));

async function start(): Promise<Running> {
  const addresses = ["--listen", "127.0.0.1:0", "--metrics-listen", "127.0.0.1:0"];
  const flags = ["serve", ...addresses, "--policy", `${root}/test/demo/policy.yaml`];
  const server = spawn(process.execPath, [`${root}/src/main.ts`, ...flags], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  process.once("exit", () => server.kill("SIGTERM"));
  for await (const line of createInterface({ input: server.stdout })) {
    const ready = Field.root(JSON.parse(line));
    if (ready.at("msg").value !== "ready") continue;
    const [url, ca] = [
      ready.at("reviews").string ?? "",
      Buffer.from(ready.at("caBundle").string ?? "", "base64"),
    ];
    return { url, ca };
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

/** Packed cloud-init is long, and says nothing to a reader. */
const longestValue = 120;

function show(file: string, name: string, object: unknown, response: Field): void {
  console.log(`\n$ kubectl apply -f ${file}`);
  if (response.at("allowed").value === true) {
    console.log(`virtualmachine.kubevirt.io/${name} created`);
    const patch = JSON.parse(
      Buffer.from(response.at("patch").string ?? "W10=", "base64").toString(),
    ) as Operation[];
    showFilledIn(patch);
    showUserData(object, patch);
    return;
  }
  console.log(`The VirtualMachine "${name}" is invalid: `);
  for (const cause of response.at("status", "details", "causes").items()) {
    console.log(`* ${cause.at("field").string ?? ""}: ${cause.at("message").string ?? ""}`);
  }
}

function showFilledIn(patch: readonly Operation[]): void {
  console.log("\nFilled in by vmgate:");
  for (const operation of patch) {
    const text = "value" in operation ? JSON.stringify(operation.value) : "removed";
    const shown = text.length > longestValue ? `${text.slice(0, longestValue)}…` : text;
    console.log(`  ${operation.path} = ${shown}`);
  }
}

/** What `vmgate userdata` says of the machine as it is stored. */
function showUserData(object: unknown, patch: readonly Operation[]): void {
  const stored = structuredClone(object);
  applyPatch(stored, [...patch]);
  console.log("\nIts user data:");
  for (const found of findUserData("", Buffer.from(JSON.stringify(stored)))) {
    console.log(formatUserData(found).trimEnd());
  }
}

const running = await start();
console.log(`vmgate listens on ${running.url}`);
for (const file of readdirSync(examples).sort()) {
  for (const { object } of readManifests(readFileSync(`${examples}/${file}`, "utf8"))) {
    const name = Field.root(object).at("metadata", "name").string ?? "";
    show(`test/examples/${file}`, name, object, await ask(running, "mutate", object));
  }
}
process.exit();
