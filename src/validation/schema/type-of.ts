/** The members of an object schema that are always there once the defaults are filled in. */
type SureKey<S, P> = {
  [K in keyof P]: P[K] extends { default: unknown }
    ? K
    : S extends { required: readonly (infer R)[] }
      ? K extends R
        ? K
        : never
      : never;
}[keyof P];

type ObjectOf<S, P> = { readonly [K in SureKey<S, P>]: TypeOf<P[K]> } & {
  readonly [K in Exclude<keyof P, SureKey<S, P>>]?: TypeOf<P[K]>;
};

/** Writes an intersection of objects as the one object it is, for whoever reads it in an editor. */
type Flat<T> = { readonly [K in keyof T]: T[K] };

/**
 * The TypeScript type of what a JSON Schema describes, after its defaults have been filled in. It knows
 * the keywords of {@link SchemaNode}; a schema it can't read becomes `never`, which no code can use.
 */
export type TypeOf<S> = S extends { enum: readonly (infer E)[] }
  ? E
  : S extends { type: "string" }
    ? string
    : S extends { type: "boolean" }
      ? boolean
      : S extends { type: "array"; items: infer I }
        ? readonly TypeOf<I>[]
        : S extends { type: "object"; properties: infer P }
          ? Flat<ObjectOf<S, P>>
          : S extends { type: "object"; additionalProperties: infer V }
            ? Readonly<Record<string, TypeOf<V>>>
            : never;
