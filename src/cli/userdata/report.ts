import { groupVersionKindOf, resourceOf } from "../../admission/resources.ts";
import { Field } from "../../field/field.ts";
import { storedUserData } from "../../injection/stored-user-data.ts";
import { readUserData, unpack } from "../../user-data/read.ts";
import { dataSources, inlineBytes } from "../../user-data/volume/data-source.ts";
import { unwrap, type WrappedData } from "../../user-data/wrapper/wrapper.ts";
import type { GuestOs } from "../../vm/guest-os.ts";
import type { VmView } from "../../vm/view.ts";
import { readManifests } from "../review/manifests.ts";
import { printable, printableName } from "../printable.ts";

/** User data found in a file, split into the user's and the platform's. */
export interface FoundUserData {
  /** Where it is: `VirtualMachine shop/web, spec…userDataBase64`, or the file itself. */
  readonly field: string;
  /** Bytes as KubeVirt hands them to the guest. */
  readonly size: number;
  readonly isCompressed: boolean;
  /** The user's own, with the field it was written in; undefined where there is none. */
  readonly user:
    { readonly content: Uint8Array; readonly source: string; readonly format: string } | undefined;
  /** `none`: nothing of the platform's; `modified`: a wrapper of vmgate's that was modified by hand. */
  readonly wrapping: "none" | "wrapped" | "modified";
  /** What the guest hands to its handlers, in order. */
  readonly parts: readonly { readonly contentType: string; readonly name: string; readonly size: number }[];
}

/** Why there is nothing to show for a VM. */
export interface NoUserData {
  readonly field: string;
  readonly reason: string;
  /** The Secret that has it, where it is in one. */
  readonly secret?: SecretUserData;
}

/** Where a Secret with user data is, and whom it is for. */
interface SecretUserData {
  readonly namespace: string;
  readonly name: string;
  readonly vm: VmView;
}

/** The user data of a Secret that was read, as that of {@link findUserData}. */
export function userDataInSecret(
  field: string,
  { vm }: SecretUserData,
  object: unknown,
): FoundUserData | NoUserData {
  const stored = storedUserData(vm.cloudInitVolumes[0], { kind: "found", object });
  if (stored.kind !== "found" || stored.bytes === undefined)
    return { field, reason: stored.kind === "impossible" ? stored.reason : "no user data" };
  return inspectUserData(field, stored.bytes, vm.guestOs, stored.source);
}

/**
 * The user data of every VM in a file of manifests; a file without any VM is user data itself.
 * Never throws, whatever the file.
 */
export function findUserData(file: string, bytes: Uint8Array): readonly (FoundUserData | NoUserData)[] {
  const vms = readManifests(new TextDecoder().decode(bytes)).flatMap(({ object }) => vmOf(object));
  return vms.length === 0 ? [inspectUserData(file, bytes, "linux", "userData")] : vms;
}

function vmOf(object: unknown): readonly (FoundUserData | NoUserData)[] {
  const kind = resourceOf(groupVersionKindOf(object));
  if (kind === undefined || kind.role === "workload") return [];
  const metadata = Field.root(object).at("metadata");
  const namespace = metadata.at("namespace").string ?? "default";
  const name = printableName(namespace, metadata.at("name").string ?? "");
  return [userDataOf(`${kind.kind} ${name}`, namespace, kind.toView(object))];
}

function userDataOf(name: string, namespace: string, vm: VmView): FoundUserData | NoUserData {
  const [volume] = vm.cloudInitVolumes;
  if (volume === undefined) return { field: name, reason: "no cloud-init volume" };
  const [source] = dataSources(volume.source, "userData");
  if (source === undefined) return { field: name, reason: "no user data" };
  const field = `${name}, ${source.field.toString()}`;
  if (source.kind === "secret") {
    const reason = `in the Secret ${source.name}, which is read at each start`;
    return { field, reason, secret: { namespace, name: source.name, vm } };
  }
  const bytes = inlineBytes(source);
  if (bytes === undefined) return { field, reason: "invalid base64" };
  return inspectUserData(field, bytes, vm.guestOs, source.isBase64 ? "userDataBase64" : "userData");
}

function inspectUserData(
  field: string,
  bytes: Uint8Array,
  os: GuestOs,
  source: WrappedData["source"],
): FoundUserData {
  const { content, isCompressed, parts } = readUserData(bytes, os);
  const wrapping = unwrap(unpack(bytes)?.content ?? content);
  const original = wrapping.kind === "wrapped" ? wrapping.user : { content, source };
  const user = typeof original === "string" || wrapping.kind === "modified" ? undefined : original;
  return {
    field,
    size: bytes.length,
    isCompressed,
    user: user && {
      content: user.content,
      source: user.source,
      format: readUserData(user.content, os).format,
    },
    wrapping: wrapping.kind,
    parts: parts.map(({ contentType, filename, text }) => ({
      contentType,
      name: filename ?? "",
      size: new TextEncoder().encode(text).length,
    })),
  };
}

/** The same as text; sizes, formats and names, never content. */
export function formatUserData(found: FoundUserData | NoUserData): string {
  if ("reason" in found) return `${printable(`${found.field}: ${found.reason}`)}\n`;
  const { field, size, isCompressed, user, wrapping, parts } = found;
  const own =
    user === undefined ? "none" : `${user.content.length} bytes of ${user.format}, written in ${user.source}`;
  const isOurs = (name: string): boolean => wrapping === "wrapped" && name.startsWith("vmgate");
  const rows = parts.map(
    ({ contentType, name, size: bytes }, i) =>
      `  ${i + 1}. ${contentType}, ${bytes} bytes, ${isOurs(name) ? `platform cloud-init (${name})` : "the user's"}`,
  );
  return [
    `${field}: ${size} bytes${isCompressed ? ", compressed" : ""}`,
    `  the user's: ${wrapping === "modified" ? "unknown, the wrapper was modified by hand" : own}`,
    `  platform cloud-init: ${parts.filter(({ name }) => isOurs(name)).length} parts`,
    "  the guest gets:",
    ...rows.map((row) => `  ${row}`),
    "",
  ]
    .map(printable)
    .join("\n");
}
