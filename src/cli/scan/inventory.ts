import type { Engine, ReviewContext } from "../../admission/engine.ts";
import type { WatchedResource } from "../../admission/resources.ts";
import { Field } from "../../field/field.ts";
import { isSecretOutdated, platformPartState } from "../../injection/outdated.ts";
import type { InjectionOptions } from "../../injection/options.ts";
import { isUnderContract, adoption } from "../../vm/contract-annotation.ts";
import type { SecretReader } from "../../kube/read-secret.ts";
import { controllerOf } from "../../vm/controller.ts";
import type { Inventory } from "./live-report.ts";
import { type Counted, type ObjectGroup, ObjectGroups } from "./object-groups.ts";

const keyOf = ({ namespace, why }: Omit<ObjectGroup, keyof Counted>): string => `${namespace} ${why}`;

/** Finds out of the objects of a cluster what their specs alone do not say. Its size does not grow with their number. */
export class InventoryTaker {
  readonly #engine: Engine;
  readonly #outdated = new ObjectGroups(keyOf);
  readonly #unchecked = new ObjectGroups(keyOf);
  readonly #notUnderContract = new ObjectGroups(keyOf);

  /** @param engine the policy in force */
  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Takes one object into account. @throws when the API server can't be reached */
  async add(
    object: unknown,
    { role, kind, toView }: WatchedResource,
    readSecret: SecretReader,
  ): Promise<void> {
    const metadata = Field.root(object).at("metadata");
    const namespace = metadata.at("namespace").string ?? "";
    const name = `${kind}/${metadata.at("name").string ?? ""}`;
    const context = this.#engine.forNamespace(namespace);
    if (role === "vm" && !isUnderContract(toView(object)))
      this.#notUnderContract.add({ namespace, why: whyNotUnderContract(context) }, name);
    if (role !== "instance" || !isUnderContract(toView(object)) || !isRunningForVm(object)) return;
    const state = await platformPartOf(object, context, readSecret);
    if (state === "outdated") this.#outdated.add({ namespace, why: "brought up to date by a restart" }, name);
    else if (state !== "current")
      this.#unchecked.add({ namespace, why: `in a Secret (${state.problem})` }, name);
  }

  /** What was found of all objects. */
  taken(): Inventory {
    return {
      outdated: this.#outdated.list(),
      unchecked: this.#unchecked.list(),
      notUnderContract: this.#notUnderContract.list(),
    };
  }
}

/** Whether an instance's platform cloud-init is today's; or why that can't be found out. */
async function platformPartOf(
  vmi: unknown,
  context: ReviewContext,
  readSecret: SecretReader,
): Promise<"current" | "outdated" | { readonly problem: string }> {
  const options: InjectionOptions = { ...context, derivedSecrets: true };
  const state = platformPartState(vmi, options);
  if (typeof state === "string") return state;
  const read = await readSecret(context.namespace, state.inSecret);
  if ("problem" in read) return read;
  return isSecretOutdated(vmi, read.object, options) ? "outdated" : "current";
}

/** Whether a VM runs as this instance, or is about to. */
function isRunningForVm(vmi: unknown): boolean {
  const root = Field.root(vmi);
  const phase = root.at("status", "phase").value;
  return controllerOf(root)?.kind === "VirtualMachine" && phase !== "Succeeded" && phase !== "Failed";
}

/** Why VMs of a namespace are not under the contract, and what would change that. */
function whyNotUnderContract({ policy: { mutate, adopt }, rules }: ReviewContext): string {
  if (rules.length === 0) return "where no rule is in force";
  if (!mutate) return "where the policy has mutate: false";
  if (adopt === "never") return "older than vmgate (adopt: never)";
  const when = "older than vmgate, adopted by an update while stopped";
  return adopt === "stopped" ? when : `${when} that sets ${adoption}`;
}
