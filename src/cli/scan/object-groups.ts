import { mostNames } from "./tally.ts";

/** Objects of one namespace of which the same is true; the fields are an interface that scripts rely on. */
export interface ObjectGroup {
  readonly namespace: string;
  /** What is true of them, in a few words. */
  readonly why: string;
  readonly objects: number;
  /** `Kind/name` of the first five. */
  readonly names: readonly string[];
}

/** Collects objects in groups; keeps five names of each, however many objects there are. */
export class ObjectGroups {
  readonly #groups = new Map<string, ObjectGroup & { objects: number; names: string[] }>();

  /** @param name `Kind/name` */
  add(namespace: string, why: string, name: string): void {
    const key = `${namespace} ${why}`;
    const group = this.#groups.get(key) ?? { namespace, why, objects: 0, names: [] };
    group.objects++;
    if (group.names.length < mostNames) group.names.push(name);
    this.#groups.set(key, group);
  }

  /** The groups in the order of the alphabet. */
  list(): readonly ObjectGroup[] {
    return [...this.#groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  }
}
