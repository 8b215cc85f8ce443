/** What a value may be, as KubeVirt's schemas say it. */
export interface FieldNode {
  readonly type: "object" | "array" | "string" | "integer" | "number" | "boolean" | "intOrString";
  /** The members of an object by name; the numbers are indexes in the list of nodes. */
  readonly members?: Readonly<Record<string, number>>;
  /** The members without which the object is refused. */
  readonly required?: readonly string[];
  /** An object's members of any name. */
  readonly values?: number;
  readonly items?: number;
  /** The size of an integer; whether it has a sign is not in the schemas. */
  readonly bits?: 32 | 64;
  /** The only values. */
  readonly enum?: readonly string[];
  /** Whether members that are not named are kept, whatever they are. */
  readonly isOpen?: boolean;
}

/**
 * The fields of KubeVirt's kinds and of a DataVolume of the Containerized Data Importer (CDI), made of KubeVirt's
 * CustomResourceDefinitions by `npm run generate`: they have the spec of a DataVolume too.
 */
export interface FieldTree {
  /** The version of KubeVirt, as "1.8.4". */
  readonly version: string;
  /** The version of CDI that this KubeVirt is made with. */
  readonly cdiVersion: string;
  /** The versions of every kind of KubeVirt and CDI, by API group; the one that is stored first. */
  readonly kinds: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  /** The node of a whole object, by "group/Kind", of the kinds that vmgate reviews and of a DataVolume. */
  readonly roots: Readonly<Record<string, number>>;
  /** Each only once, however often the schemas have it. */
  readonly nodes: readonly FieldNode[];
}
