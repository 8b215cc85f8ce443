import { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { type CloudInitVolume, readCloudInitVolumes } from "./cloud-init-volumes.ts";
import { type Disk, findBootDisk, hasInstaller, readDisks } from "./disks.ts";
import { type GuestOs, readGuestOs } from "./guest-os.ts";

/**
 * A VM as rules and defaults read it, whatever kind of object contains it: a VirtualMachine, a VMI, a replica set or
 * a pool. `spec` is the spec of the VirtualMachine, and is not set for a VMI or a VMI template.
 *
 * What rules and defaults ask more than once is computed once for each view, and kept in the view itself: a WeakMap with an entry for
 * each request costs the garbage collector more than the rules take.
 */
export class VmView {
  /** The whole object as it was sent. */
  readonly object: Field;
  readonly spec: Field;
  /** The template's metadata, which reaches the instance and its pod. */
  readonly templateMetadata: Field;
  /** The VMI spec, `spec.template.spec` of a VirtualMachine. */
  readonly instanceSpec: Field;
  readonly domain: Field;
  readonly devices: Field;
  #volumes: readonly Field[] | undefined;
  #disks: readonly Field[] | undefined;
  #interfaces: readonly Field[] | undefined;
  #networks: readonly Field[] | undefined;
  #volumesByName: ReadonlyMap<unknown, Field> | undefined;
  #effectiveDisks: readonly Disk[] | undefined;
  #bootDisk: Disk | null | undefined;
  #hasInstaller: boolean | undefined;
  #bootOrders: ReadonlySet<unknown> | undefined;
  #podNetworks: ReadonlySet<unknown> | undefined;
  #cloudInitVolumes: readonly CloudInitVolume[] | undefined;
  #guestOs: GuestOs | undefined;
  #annotations: readonly Field[] | undefined;

  private constructor(object: Field, spec: Field, metadata: Field, template: Field) {
    this.object = object;
    this.spec = spec;
    this.templateMetadata = metadata;
    this.instanceSpec = template;
    this.domain = template.at("domain");
    this.devices = this.domain.at("devices");
  }

  /** The view of an object with a VirtualMachine spec at `spec` (VirtualMachine, pool). */
  static ofVm(object: unknown, ...spec: readonly string[]): VmView {
    const root = Field.root(object);
    const vm = root.at(...spec);
    return new VmView(root, vm, vm.at("template", "metadata"), vm.at("template", "spec"));
  }

  /** The view of an object with a VMI template at `holder`, or of a VMI itself. */
  static ofVmi(object: unknown, ...holder: readonly string[]): VmView {
    const root = Field.root(object);
    const instance = root.at(...holder);
    return new VmView(root, Field.root(undefined), instance.at("metadata"), instance.at("spec"));
  }

  /** The metadata of the VirtualMachine itself; in a pool, of those that it makes. */
  get metadata(): Field {
    return this.spec.parent.at("metadata");
  }

  get volumes(): readonly Field[] {
    return (this.#volumes ??= this.instanceSpec.at("volumes").items());
  }

  get disks(): readonly Field[] {
    return (this.#disks ??= this.devices.at("disks").items());
  }

  get interfaces(): readonly Field[] {
    return (this.#interfaces ??= this.devices.at("interfaces").items());
  }

  get networks(): readonly Field[] {
    return (this.#networks ??= this.instanceSpec.at("networks").items());
  }

  /** The first volume of this name, which is the one that KubeVirt uses. */
  volume(name: string): Field | undefined {
    // A map keeps the last entry of a key: inserted in reverse order, that is the first volume.
    this.#volumesByName ??= new Map(
      this.volumes.toReversed().map((volume) => [volume.at("name").value, volume]),
    );
    return this.#volumesByName.get(name);
  }

  /** The disks of the VM in KubeVirt's order: the entries, then one for each volume without an entry. */
  get effectiveDisks(): readonly Disk[] {
    return (this.#effectiveDisks ??= readDisks(this));
  }

  /** The disk that the VM runs from; undefined if it has none. */
  get bootDisk(): Disk | undefined {
    if (this.#bootDisk === undefined) this.#bootDisk = findBootDisk(this) ?? null;
    return this.#bootDisk ?? undefined;
  }

  /** Whether an installer's cdrom is tried only because no device has an order. */
  get hasInstaller(): boolean {
    return (this.#hasInstaller ??= hasInstaller(this));
  }

  /** The boot orders that disks and interfaces have, whatever their type. */
  get bootOrders(): ReadonlySet<unknown> {
    this.#bootOrders ??= new Set(
      [...this.disks, ...this.interfaces]
        .map((device) => device.at("bootOrder"))
        .flatMap((order) => (order.isSet ? [order.value] : [])),
    );
    return this.#bootOrders;
  }

  /** The names of the networks that are the pod network. */
  get podNetworks(): ReadonlySet<unknown> {
    this.#podNetworks ??= new Set(
      this.networks.filter((network) => network.has("pod")).map((network) => network.at("name").value),
    );
    return this.#podNetworks;
  }

  /** The cloud-init volumes in order; KubeVirt passes only the first to the guest. */
  get cloudInitVolumes(): readonly CloudInitVolume[] {
    return (this.#cloudInitVolumes ??= readCloudInitVolumes(this));
  }

  /** The guest's operating system, which decides whether cloud-init or cloudbase-init reads its user data. */
  get guestOs(): GuestOs {
    return (this.#guestOs ??= readGuestOs(this));
  }

  /** The annotations on the template, which reach the instance and its pod. */
  get annotations(): readonly Field[] {
    return (this.#annotations ??= membersOf(this.templateMetadata.at("annotations")));
  }

  /** The labels there. */
  get labels(): readonly Field[] {
    return membersOf(this.templateMetadata.at("labels"));
  }

  annotation(name: string): Field {
    return this.templateMetadata.at("annotations", name);
  }

  /** Whether an instancetype sets CPU and memory, so that the VM may not (KUBEVIRT.md §2.1). */
  get hasInstancetype(): boolean {
    return this.spec.has("instancetype");
  }

  /** Whether a preference sets fields that the VM leaves empty (KUBEVIRT.md §2.2). */
  get hasPreference(): boolean {
    return this.spec.has("preference");
  }
}

function membersOf(holder: Field): readonly Field[] {
  return isObject(holder.value) ? Object.keys(holder.value).map((name) => holder.at(name)) : [];
}

/** Reads the VM in an object of one kind. */
export type ToView = (object: unknown) => VmView;

/** The same, which keeps the last two views: the steps of a review read one object after the other, or beside the stored one. */
export function keepingLastTwo(toView: ToView): ToView {
  let last: VmView | undefined;
  let other: VmView | undefined;
  return (object) => {
    if (last !== undefined && last.object.value === object) return last;
    const view = other !== undefined && other.object.value === object ? other : toView(object);
    [last, other] = [view, last];
    return view;
  };
}
