import { Field } from "../../src/field/field.ts";
import type { CloudInitVolume } from "../../src/vm/cloud-init-volumes.ts";
import { VmView } from "../../src/vm/view.ts";

/** A Secret's values by key, decoded. */
export type SecretData = Readonly<Record<string, string | Uint8Array>>;

/** The disk that KubeVirt makes of a machine's cloud-init volume: its label and its files by path. */
export interface CloudInitDisk {
  readonly label: "cidata" | "config-2";
  readonly files: Readonly<Record<string, Uint8Array>>;
}

/**
 * The files of the disk exactly as KubeVirt 1.8 lays them out for the first cloud-init volume of a
 * VirtualMachine (pkg/cloud-init, GenerateLocalData): what a guest really gets to read. Undefined without
 * such a volume.
 * @param secrets by name, those that the volume and the access credentials may name
 */
export function cloudInitDisk(
  object: unknown,
  secrets: Readonly<Record<string, SecretData>> = {},
): CloudInitDisk | undefined {
  const vm = VmView.ofVm(object, "spec");
  const [volume] = vm.cloudInitVolumes;
  if (volume === undefined) return undefined;
  const userData = dataOf(volume, "userData", secrets);
  const networkData = dataOf(volume, "networkData", secrets);
  return volume.kind === "cloudInitNoCloud"
    ? {
        label: "cidata",
        files: {
          "meta-data": json(noCloudMetaData(vm, secrets)),
          // Written empty where there is only network data.
          "user-data": userData ?? new Uint8Array(),
          ...(networkData === undefined ? {} : { "network-config": networkData }),
        },
      }
    : {
        label: "config-2",
        files: {
          "openstack/latest/meta_data.json": json(configDriveMetaData(vm, secrets)),
          "openstack/latest/user_data": userData ?? new Uint8Array(),
          ...(networkData === undefined ? {} : { "openstack/latest/network_data.json": networkData }),
        },
      };
}

function dataOf(
  { source }: CloudInitVolume,
  name: "userData" | "networkData",
  secrets: Readonly<Record<string, SecretData>>,
): Uint8Array | undefined {
  const reference = source.at(name === "userData" ? "secretRef" : "networkDataSecretRef", "name").string;
  if (reference !== undefined && reference !== "") {
    const secret = secrets[reference] ?? {};
    const value = secret[name.toLowerCase()] ?? secret[name];
    return value === undefined ? undefined : Uint8Array.from(Buffer.from(value));
  }
  const base64 = source.at(`${name}Base64`).string;
  if (base64 !== undefined && base64 !== "") return Uint8Array.from(Buffer.from(base64, "base64"));
  const text = source.at(name).string;
  return text === undefined || text === "" ? undefined : new TextEncoder().encode(text);
}

function noCloudMetaData(vm: VmView, secrets: Readonly<Record<string, SecretData>>): object {
  const keys = publicKeys(vm, "noCloud", secrets);
  return {
    ...optional("instance-type", vm.spec.at("instancetype", "name").string),
    "instance-id": vm.domain.at("firmware", "uuid").string ?? "",
    "local-hostname": hostname(vm),
    ...optional("public-keys", keys),
  };
}

function configDriveMetaData(vm: VmView, secrets: Readonly<Record<string, SecretData>>): object {
  const { name, namespace } = names(vm);
  return {
    ...optional("instance_type", vm.spec.at("instancetype", "name").string),
    instance_id: `${name}.${namespace}`,
    hostname: hostname(vm),
    uuid: vm.domain.at("firmware", "uuid").string ?? "",
    ...optional("public_keys", publicKeys(vm, "configDrive", secrets)),
  };
}

/** Each file of the Secrets that are propagated this way is a key, numbered in turn. */
function publicKeys(
  vm: VmView,
  method: string,
  secrets: Readonly<Record<string, SecretData>>,
): Record<string, string> | undefined {
  const keys = vm.instanceSpec
    .at("accessCredentials")
    .items()
    .map((credential) => credential.at("sshPublicKey"))
    .filter((key) => key.at("propagationMethod", method).isSet)
    .map((key) => key.at("source", "secret", "secretName").string ?? "")
    .flatMap((name) => Object.values(secrets[name] ?? {}))
    .map((value) => Buffer.from(value).toString().trim());
  return keys.length === 0 ? undefined : Object.fromEntries(keys.map((key, i) => [String(i), key]));
}

function hostname(vm: VmView): string {
  return vm.instanceSpec.at("hostname").string ?? (names(vm).name.split(".")[0] ?? "").slice(0, 63);
}

function names(vm: VmView): { name: string; namespace: string } {
  const metadata = Field.root(vm.object.value).at("metadata");
  return { name: metadata.at("name").string ?? "", namespace: metadata.at("namespace").string ?? "default" };
}

function optional(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}

function json(value: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(value));
}
