import { afterAll, beforeAll, expect, test } from "vitest";
import { reviewOf, send, serve, type Reply, type Served } from "../support/server.ts";
import { vm } from "../support/vm.ts";

let vmgate: Served;

beforeAll(async () => {
  vmgate = await serve();
});

afterAll(() => vmgate.stop());

/** Posts a review as the API server does. */
const post = (door: "mutate" | "validate", body: string): Promise<Reply> =>
  send(`${vmgate.url}/${door}?timeout=5s`, { body }, vmgate.ca);

test("a good VM is admitted, over a connection that its own certificate vouches for", async () => {
  const { status, headers, text } = await post("validate", reviewOf(vm()));
  expect({ status, type: headers["content-type"], body: JSON.parse(text) as unknown }).toEqual({
    status: 200,
    type: "application/json",
    body: {
      apiVersion: "admission.k8s.io/v1",
      kind: "AdmissionReview",
      response: { uid: "7c1f9f0e-0000-4000-8000-000000000001", allowed: true },
    },
  });
});

test("a bad VM is refused by both doors with the same words", async () => {
  const body = reviewOf(vm({ spec: { template: { spec: { domain: { cpu: { cores: 0 } } } } } }));
  const [mutate, validate] = await Promise.all([post("mutate", body), post("validate", body)]);
  expect(JSON.parse(mutate.text)).toMatchObject({ response: { allowed: false, status: { code: 422 } } });
  expect(mutate.text).toBe(validate.text);
});

test("/mutate gives a patch", async () => {
  const { text } = await post("mutate", reviewOf(vm({ spec: { runStrategy: null } })));
  const { response } = JSON.parse(text) as { response: { patch: string } };
  expect(JSON.parse(Buffer.from(response.patch, "base64").toString())).toContainEqual({
    op: "add",
    path: "/spec/runStrategy",
    value: "Always",
  });
});
