import { existsSync, readFileSync } from "node:fs";
import { applyPatch, type Operation } from "rfc6902";
import { handle } from "../support/handle.ts";
import { readManifests } from "../../src/cli/review/manifests.ts";
import { setIn } from "../../src/field/edit.ts";
import { isObject } from "../../src/field/json.ts";
import { VmView } from "../../src/vm/view.ts";
import type { Policy } from "../../src/policy/policy.ts";
import { corpusFiles } from "../support/corpus.ts";
import { reviewOf } from "../support/server.ts";

/** The reviews to measure with. */
export interface Reviews {
  /** Where they come from. */
  readonly origin: string;
  /** As a user sends it; /mutate admits it. */
  readonly mutate: string;
  /** The same VM as /mutate has completed it. */
  readonly validate: string;
  /** One that is refused; undefined where there is none. */
  readonly refused: string | undefined;
  /** The admitted VM as often as this, each with other user data, as sent and as completed. */
  readonly variants: (count: number) => readonly Pick<Reviews, "mutate" | "validate">[];
}

/** Of the shared corpus' VMs the one of median size that is admitted, and the one that is refused. */
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
  return {
    origin: admitted.name,
    mutate: admitted.review,
    validate: reviewOf(completed(admitted.object, policy)),
    refused: median(judged.filter((machine) => !machine.answer.allowed))?.review,
    variants: (count) =>
      Array.from({ length: count }, (_, i) => {
        const object = withOtherUserData(admitted.object, i);
        return { mutate: reviewOf(asStored(object)), validate: reviewOf(completed(object, policy)) };
      }),
  };
}

/** The object as /mutate completes it. */
function completed(sent: Machine["object"], policy: Policy): unknown {
  const object = asStored(sent);
  const { patch } = handle("mutating", JSON.parse(reviewOf(object)), policy, Date.now()).review.response;
  if (patch !== undefined) {
    applyPatch(object, JSON.parse(Buffer.from(patch, "base64").toString()) as Operation[]);
  }
  return object;
}

/** The same VM with a comment after its user data, as many characters as make it another. */
function withOtherUserData(object: Machine["object"], i: number): Machine["object"] {
  const [volume] = VmView.ofVm(object, "spec").cloudInitVolumes;
  const field = volume?.source.at("userData");
  if (field?.string === undefined) throw new Error("the median VM has no user data that is text");
  const changed = setIn(object, field.path, `${field.string}\n# ${String(i).padStart(6, "0")}\n`);
  if (!isObject(changed)) throw new Error("no object");
  return changed;
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
    return ["merged", "refused"].flatMap((name) => {
      const text = readFileSync(`${import.meta.dirname}/../examples/${name}.yaml`, "utf8");
      return readManifests(text).flatMap(({ object }) => (isObject(object) ? [{ name, object }] : []));
    });
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
