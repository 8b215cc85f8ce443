import type { SchemaNode } from "../validation/schema/node.ts";
import { invalidField } from "../validation/schema/invalid-field.ts";
import type { TypeOf } from "../validation/schema/type-of.ts";
import type { CloudInitKind } from "../vm/cloud-init-volumes.ts";
import type { GuestOs } from "../vm/guest-os.ts";

/** The guest's side of an injection: what reads the data, and from which kind of disk. */
export interface Guest {
  readonly kind: CloudInitKind;
  readonly guestOs: GuestOs;
  /** Whether its network data is the user's, which is kept: the platform's name servers are then not set by other means. */
  readonly hasOwnNetworkData?: boolean;
}

/** What a part adds to a guest's user data. */
interface UserDataPart {
  /** Its order among the parts, lowest first. */
  readonly order: number;
  /** What the guest lacks where its user data cannot be merged, as "DNS". */
  readonly gives: string;
  /** Linux: MIME parts with their headers. Windows: lines of the one PowerShell script. */
  readonly texts: readonly string[];
}

/** What a part adds to a guest's network data. */
export interface NameServers {
  readonly servers: readonly string[];
  readonly search: readonly string[];
}

/** What the author of a part writes: everything that vmgate knows of one group of `platform` in the policy file. */
export interface PartDefinition<Id extends string, Schema extends SchemaNode> {
  /** The group's name in the policy file, and the name that the registry exports it by. */
  readonly id: Id;
  /** The group in the policy file: its type, its checks, its row in the documentation and its messages. */
  readonly schema: Schema;
  /** What guests lack where the policy omits the group; a sentence without a full stop. */
  readonly whenMissing: string;
  /** What it gives a guest where all of it is injected, as "SSH trust". */
  readonly gives: readonly string[];
  /** The values as guests of a namespace get them; undefined where they get none. */
  readonly values: (group: TypeOf<Schema>, namespace: string) => TypeOf<Schema> | undefined;
  readonly userData: (values: TypeOf<Schema>, guest: Guest) => UserDataPart | undefined;
  /** Omitted: it adds nothing to the network data. */
  readonly nameServers?: (values: TypeOf<Schema>, guest: Guest) => NameServers | undefined;
}

/** A part with the values that guests of one namespace get, checked. */
export interface PartValues {
  readonly gives: readonly string[];
  readonly userData: (guest: Guest) => UserDataPart | undefined;
  readonly nameServers: (guest: Guest) => NameServers | undefined;
}

/** One part of what the platform injects, as the rest of vmgate uses it. */
export interface PlatformPart<Id extends string, Schema extends SchemaNode> {
  readonly id: Id;
  readonly schema: Schema;
  readonly whenMissing: string;
  /**
   * The part with a namespace's values; undefined where the policy has none. They end up in scripts, so each
   * is checked here too, whoever made the policy: else gives the path of the first value in the policy file that its
   * schema does not allow.
   */
  readonly valuesFor: (
    platform: Readonly<Partial<Record<Id, TypeOf<Schema>>>>,
    namespace: string,
  ) => PartValues | { readonly bad: string } | undefined;
}

/** Makes a part of what its author wrote. */
export function platformPart<const Id extends string, const Schema extends SchemaNode>(
  definition: PartDefinition<Id, Schema>,
): PlatformPart<Id, Schema> {
  const { id, schema, whenMissing, gives } = definition;
  return {
    id,
    schema,
    whenMissing,
    valuesFor: (platform, namespace) => {
      const group = platform[id];
      const values = group === undefined ? undefined : definition.values(group, namespace);
      if (values === undefined) return undefined;
      const bad = invalidField(schema, values, `platform.${id}`);
      if (bad !== undefined) return { bad };
      return {
        gives,
        userData: (guest) => definition.userData(values, guest),
        nameServers: (guest) => definition.nameServers?.(values, guest),
      };
    },
  };
}
