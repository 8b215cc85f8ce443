import { gzipSync } from "node:zlib";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { createHandler } from "../../src/webhook/handler.ts";
import { withSource } from "./injection.ts";
import { largeMachines } from "./large-machines.ts";
import { platform } from "./platform.ts";
import { today } from "./review.ts";
import { mergePatch, vm } from "./vm.ts";

/*
 * Reviews what costs memory, in a process that holds nothing else. With "large" it is started with a small heap, and
 * answers or dies; with "many" it needs --expose-gc, and prints by how many bytes more are in use after twice as many reviews.
 */

const policy = { ...defaultPolicy, platform: { ...platform, images: { allow: ["quay.io/*"] } } };
const handle = createHandler({ policy: () => policy, now: () => today });
const kind = { group: "kubevirt.io", version: "v1", kind: "VirtualMachine" };

function ask(object: unknown, oldObject: unknown): void {
  const operation = oldObject === null ? "CREATE" : "UPDATE";
  const request = { uid: "1", kind, operation, name: "web", namespace: "shop", object, oldObject };
  const text = JSON.stringify({ apiVersion: "admission.k8s.io/v1", kind: "AdmissionReview", request });
  for (const webhook of ["mutating", "validating"] as const)
    JSON.stringify(handle(webhook, JSON.parse(text)));
}

function large(): unknown {
  const marked = { spec: { template: { metadata: { annotations: { "vm.cpln.io/contract": "v1" } } } } };
  const stopped = { spec: { runStrategy: "Halted" } };
  const machines = Object.values(largeMachines);
  for (const make of machines) {
    const machine = make();
    ask(machine, null);
    ask(mergePatch(machine, stopped), machine);
    ask(mergePatch(mergePatch(machine, stopped), marked), mergePatch(machine, marked));
    ask(machine, vm(stopped));
  }
  return machines.length;
}

/** User data of which each is another, by what they have many bytes of. */
const userData: Readonly<Record<string, (i: number) => string>> = {
  "content that compresses well": (i) => packed(`#cloud-config\n# ${i}\n${" ".repeat(50_000)}`),
  "line ends in base64": (i) => `${packed(`#!/bin/sh\n# ${i}\n`)}${"\n".repeat(30_000)}`,
  "a megabyte of line ends": (i) => `${packed(`#!/bin/sh\n# ${i}\n`)}${"\n".repeat(1 << 20)}`,
};
const packed = (content: string): string => gzipSync(content).toString("base64");

function many(collect: () => void): unknown {
  const used = (): number => {
    collect();
    collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  return Object.entries(userData).map(([what, text]) => {
    const sizes = [0, 60, 120].map((start) => {
      for (let i = start; i < start + 60; i++) ask(withSource({ userDataBase64: text(i) }), null);
      return used();
    });
    return [what, (sizes[2] ?? 0) - (sizes[1] ?? 0)];
  });
}

const { gc } = globalThis as { gc?: () => void };
process.stdout.write(JSON.stringify(gc === undefined ? large() : many(gc)));
