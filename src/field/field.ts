import { isObject } from "./json.ts";
import { formatPath, type Path, type Segment } from "./path.ts";

/**
 * A path in an object together with the value there. Rules walk an object with it and report the path that they
 * walked. No JSON can make the walk throw: a step into a value that is missing, null or of another type returns a
 * field that is not set.
 */
export class Field {
  readonly value: unknown;
  readonly #parent: Field | undefined;
  readonly #segment: Segment;

  private constructor(value: unknown, parent: Field | undefined, segment: Segment) {
    this.value = value;
    this.#parent = parent;
    this.#segment = segment;
  }

  /** The field of a whole object. */
  static root(value: unknown): Field {
    return new Field(value, undefined, "");
  }

  /** The field reached through these members and list indexes. */
  at(...path: Path): Field {
    // Every rule walks with this: a loop, since reduce and its closure cost twice as much.
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the walk begins here
    let field: Field = this;
    for (const segment of path) field = new Field(memberOf(field.value, segment), field, segment);
    return field;
  }

  /** Whether a value is set there, as `at(…).isSet`: rules mostly ask for what is not, and no field is made for it. */
  has(...path: Path): boolean {
    let { value } = this;
    for (const segment of path) value = memberOf(value, segment);
    return value !== undefined && value !== null;
  }

  /** Those of the members with these names that are set, in this order. */
  setMembers(names: readonly string[]): readonly Field[] {
    return names.filter((name) => this.has(name)).map((name) => this.at(name));
  }

  /** The items of a list; none when the value is not a list. */
  items(): readonly Field[] {
    return Array.isArray(this.value) ? this.value.map((item, i) => new Field(item, this, i)) : [];
  }

  /** Whether there is a value. Null is not one, as in the Kubernetes API. */
  get isSet(): boolean {
    return this.value !== undefined && this.value !== null;
  }

  /** Whether this is an object or list that is not empty. */
  get isFilled(): boolean {
    return Array.isArray(this.value)
      ? this.value.length > 0
      : isObject(this.value) && Object.keys(this.value).length > 0;
  }

  /** Whether a value can be put here: nothing on the way is of another type. */
  get canBeSet(): boolean {
    // eslint-disable-next-line @typescript-eslint/no-this-alias -- the walk begins here
    let field: Field = this;
    while (field.#parent !== undefined) {
      const { value, isSet } = field.#parent;
      if (isSet) return typeof field.#segment === "number" ? Array.isArray(value) : isObject(value);
      field = field.#parent;
    }
    return true;
  }

  /** The field at the same path, without its value. */
  asUnset(): Field {
    return new Field(undefined, this.#parent, this.#segment);
  }

  /** The value when it is a string, else undefined. */
  get string(): string | undefined {
    return typeof this.value === "string" ? this.value : undefined;
  }

  /** The value when it is a number, else undefined. */
  get number(): number | undefined {
    return typeof this.value === "number" ? this.value : undefined;
  }

  /** The last step of the path: a member's name, or a list index as text. */
  get name(): string {
    return String(this.#segment);
  }

  /** The path from the root of the object; made only when it is asked for. */
  get path(): Path {
    const path: Segment[] = [];
    this.#addStepsTo(path);
    return path;
  }

  #addStepsTo(path: Segment[]): void {
    if (this.#parent === undefined) return;
    this.#parent.#addStepsTo(path);
    path.push(this.#segment);
  }

  /** The field that contains this one; the root is its own parent. */
  get parent(): Field {
    return this.#parent ?? this;
  }

  /** The path as a user would type it. */
  toString(): string {
    return formatPath(this.path);
  }
}

/** The value one step below another; undefined if there is none, or the value has no such members. */
export function memberOf(value: unknown, segment: Segment): unknown {
  if (typeof segment === "number") return Array.isArray(value) ? value[segment] : undefined;
  if (!isObject(value)) return undefined;
  const member = value[segment];
  // Own members only: one named "constructor" must not find JavaScript's. All of those are functions, which JSON has none of, but one.
  return typeof member === "function" || segment === "__proto__" ? ownMember(value, segment) : member;
}

function ownMember(object: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
