import type { Field } from "../field/field.ts";
import { isObject } from "../field/json.ts";
import { warning, forbidden, type FieldError } from "../field/error.ts";
import { suggest } from "../policy/file/did-you-mean.ts";
import type { WorkloadCheck, WorkloadView } from "./view.ts";

/** The keys of an object, with what each holds: an object, a list of objects, or (null) anything. */
interface Keys {
  readonly [key: string]: Keys | readonly [Keys] | null;
}

function keys(...names: readonly string[]): Keys {
  return Object.fromEntries(names.map((name) => [name, null]));
}

const probe: Keys = {
  ...keys("exec", "grpc", "initialDelaySeconds", "periodSeconds", "timeoutSeconds"),
  ...keys("successThreshold", "failureThreshold"),
  tcpSocket: keys("port"),
  httpGet: keys("path", "port", "scheme", "httpHeaders"),
};

/** `spec.containers[0]`, with the fields that a rule refuses: those are known. */
const containerKeys: Keys = {
  ...keys("name", "cpu", "memory", "inheritEnv", "image", "command", "args", "workingDir", "lifecycle"),
  ...keys("port", "minCpu", "minMemory", "gpu"),
  ports: [keys("number", "protocol")],
  metrics: keys("port", "path", "dropMetrics"),
  env: [keys("name", "value")],
  volumes: [keys("uri", "name", "path", "bus", "serial", "cdrom", "bootOrder")],
  readinessProbe: probe,
  livenessProbe: probe,
};

/** `spec.vm`. */
const vmKeys: Keys = {
  ...keys("guestOS", "runStrategy", "hostname", "subdomain"),
  bootDisk: {
    ...keys("bus", "bootOrder"),
    // Unknown sources are refused by import-source: exactly one of two must be set.
    source: { oci: keys("image"), http: keys("url", "checksum") },
    persist: keys("volumeSet"),
  },
  cpu: keys("sockets", "threads"),
  firmware: {
    ...keys("bootloader", "secureBoot", "uuid", "serial"),
    smbios: keys("manufacturer", "product", "version", "sku", "family"),
  },
  networks: [
    {
      ...keys("name", "masquerade", "multus", "bridge", "slirp", "sriov", "macvtap"),
      ...keys("passt", "passtBinding", "binding"),
    },
  ],
  cloudInit: keys("userData", "userDataBase64", "userDataSecret", "sshPublicKeySecrets"),
  accessCredentials: [keys("sshPublicKeySecret", "users", "deliveryMethod")],
  clock: keys("timezone"),
};

/** Most unknown keys that one workload is warned about; the author fixes these and tries again. */
const mostReported = 20;

/** Unknown keys, which the CRD preserves and nothing reads: a misspelling is never silent. */
export const knownKeyChecks: readonly WorkloadCheck[] = [{ rule: "workload-shape", check: checkKeys }];

function checkKeys({ container, vm }: WorkloadView): readonly FieldError[] {
  const unknown = [...unknownKeys(container, containerKeys), ...unknownKeys(vm, vmKeys)];
  return unknown.slice(0, mostReported).map(({ field, known }) => warning(unknownKey(field, known)));
}

interface UnknownKey {
  readonly field: Field;
  readonly known: Keys;
}

function unknownKeys(field: Field, known: Keys | readonly [Keys]): readonly UnknownKey[] {
  if (isItems(known)) return field.items().flatMap((item) => unknownKeys(item, known[0]));
  if (!isObject(field.value)) return [];
  return Object.keys(field.value).flatMap((key): readonly UnknownKey[] => {
    const member = field.at(key);
    if (!Object.hasOwn(known, key)) return isSource(field) || !member.isSet ? [] : [{ field: member, known }];
    const inner = known[key];
    return inner === null || inner === undefined ? [] : unknownKeys(member, inner);
  });
}

function isItems(known: Keys | readonly [Keys]): known is readonly [Keys] {
  return Array.isArray(known);
}

/** Whether an object is `spec.vm.bootDisk.source`. */
function isSource(field: Field): boolean {
  return field.toString() === "spec.vm.bootDisk.source";
}

function unknownKey(field: Field, known: Keys): FieldError {
  const key = field.name;
  const meant = suggest(key, Object.keys(known));
  const isFree = meant !== undefined && !field.parent.has(meant);
  return forbidden(
    field,
    "unknown field",
    "may not be set: nothing reads it",
    isFree ? `did you mean ${meant}?` : "remove it",
  );
}
