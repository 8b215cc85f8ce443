/**
 * A JSON value of which every look at a member or item is counted, at any depth: what costs steps in a number that
 * grows with the square of an input is found whatever the machine's speed and load.
 */
export function counted(value: unknown): { readonly value: unknown; readonly steps: () => number } {
  let steps = 0;
  const known = new WeakMap<object, unknown>();
  const wrap = (inner: unknown): unknown => {
    if (typeof inner !== "object" || inner === null) return inner;
    const wrapped = known.get(inner) ?? new Proxy(inner, handler);
    known.set(inner, wrapped);
    return wrapped;
  };
  const handler: ProxyHandler<object> = {
    get(target, name) {
      steps++;
      return wrap(Reflect.get(target, name));
    },
    getOwnPropertyDescriptor(target, name) {
      steps++;
      return Reflect.getOwnPropertyDescriptor(target, name);
    },
    has(target, name) {
      steps++;
      return Reflect.has(target, name);
    },
  };
  return { value: wrap(structuredClone(value)), steps: () => steps };
}
