/** The result of getting an object from the API server. */
export type GetResult =
  | { readonly kind: "found"; readonly object: unknown }
  | { readonly kind: "notFound" }
  /** `why` in words: forbidden, timed out. */
  | { readonly kind: "error"; readonly why: string };

/** What was read for a VMI CREATE. None of it comes from the request (contract §4). */
export interface ClusterState {
  /** The VirtualMachine that owns the VMI, as it is stored; not found as well where it has another uid. */
  readonly vm: GetResult;
  /** The Secret that the stored VirtualMachine names for its user data; undefined where it names none. */
  readonly userSecret?: GetResult | undefined;
  /** Why the derived Secret could not be written; undefined before that was tried. */
  readonly secretWriteError?: string;
}
