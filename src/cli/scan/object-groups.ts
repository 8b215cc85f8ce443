/** How many objects something is true of; the fields are an interface that scripts rely on. */
export interface Counted {
  readonly objects: number;
  /** `Kind/name` of the first five. */
  readonly names: readonly string[];
}

/** Objects of one namespace of which the same is true. */
export interface ObjectGroup extends Counted {
  readonly namespace: string;
  /** What is true of them, in a few words. */
  readonly why: string;
}

/** Most names that are kept for one group; more are only counted. */
const mostNames = 5;

/** Collects objects in groups; keeps five names of each, however many objects there are. */
export class ObjectGroups<Group extends object> {
  readonly #keyOf: (group: Group) => string;
  readonly #groups = new Map<string, Group & { objects: number; names: string[] }>();

  /** @param keyOf tells groups apart, and gives their order */
  constructor(keyOf: (group: Group) => string) {
    this.#keyOf = keyOf;
  }

  /** Adds an object. @param name `Kind/name` */
  add(group: Group, name: string): void {
    const key = this.#keyOf(group);
    const counted = this.#groups.get(key) ?? { ...group, objects: 0, names: [] };
    counted.objects++;
    if (counted.names.length < mostNames) counted.names.push(name);
    this.#groups.set(key, counted);
  }

  /** The groups in the order of the alphabet. */
  list(): readonly (Group & Counted)[] {
    return [...this.#groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  }
}
