import { existsSync } from "node:fs";
import { applyPatch, type Operation } from "rfc6902";
import { handle } from "../support/handle.ts";
import { readManifests } from "../../src/cli/review/manifests.ts";
import { isObject } from "../../src/field/json.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { corpusFiles } from "../support/corpus.ts";
import { reviewOf } from "../support/server.ts";
import { vm } from "../support/vm.ts";

/** The reviews to measure with. */
export interface Reviews {
  /** Where they come from. */
  readonly origin: string;
  /** As a user sends it; /mutate admits it. */
  readonly mutate: string;
  /** The same machine as /mutate has completed it. */
  readonly validate: string;
  /** One that is refused; undefined where there is none. */
  readonly refused: string | undefined;
}

/** Of the shared corpus' machines the one of median size that is admitted, and the one that is refused. */
export function medianReviews(policy: Policy): Reviews {
  const machines = readMachines().map((machine) => ({
    ...machine,
    review: reviewOf(asStored(machine.object)),
  }));
  machines.sort((a, b) => a.review.length - b.review.length);
  const judged = machines.map((machine) => ({
    ...machine,
    answer: handle("mutating", JSON.parse(machine.review), policy, Date.now()).review.response,
  }));
  const admitted = median(judged.filter((machine) => machine.answer.allowed));
  if (admitted === undefined) throw new Error("no machine is admitted");
  const { patch } = admitted.answer;
  const object = asStored(admitted.object);
  if (patch !== undefined) {
    applyPatch(object, JSON.parse(Buffer.from(patch, "base64").toString()) as Operation[]);
  }
  return {
    origin: admitted.name,
    mutate: admitted.review,
    validate: reviewOf(object),
    refused: median(judged.filter((machine) => !machine.answer.allowed))?.review,
  };
}

function median<T>(sorted: readonly T[]): T | undefined {
  return sorted[Math.floor(sorted.length / 2)];
}

interface Machine {
  readonly name: string;
  readonly object: Readonly<Record<string, unknown>>;
}

function readMachines(): readonly Machine[] {
  if (!existsSync(`${import.meta.dirname}/../../../shared/corpus/vms`)) {
    const object = vm({ spec: { runStrategy: null, template: { metadata: { annotations: null } } } });
    return isObject(object) ? [{ name: "the example of the tests", object }] : [];
  }
  return corpusFiles("vms").flatMap(({ name, content }) =>
    readManifests(Buffer.from(content).toString()).flatMap(({ object }) =>
      isObject(object) && object["kind"] === "VirtualMachine" ? [{ name, object }] : [],
    ),
  );
}

/** The object as the API server hands it on: kubectl apply and the API server have added their notes. */
function asStored(object: Machine["object"]): Machine["object"] {
  const metadata = isObject(object["metadata"]) ? object["metadata"] : {};
  const annotations = isObject(metadata["annotations"]) ? metadata["annotations"] : {};
  return structuredClone({
    ...object,
    metadata: {
      ...metadata,
      annotations: {
        ...annotations,
        "kubectl.kubernetes.io/last-applied-configuration": `${JSON.stringify(object)}\n`,
      },
      managedFields: [
        {
          manager: "kubectl-client-side-apply",
          operation: "Update",
          apiVersion: "kubevirt.io/v1",
          time: "2026-06-15T12:00:00Z",
          fieldsType: "FieldsV1",
          fieldsV1: { "f:spec": fieldsOf(object["spec"]) },
        },
      ],
    },
  });
}

/** Managed fields go down through objects and end at lists, where no merge keys are known. */
function fieldsOf(value: unknown): object {
  if (!isObject(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [`f:${name}`, fieldsOf(member)]));
}
