/** Why the API server did not do what it was asked for, in words. */
export interface Failure {
  /** `denied`: asking again gives the same. `unavailable`: for a moment, as after a timeout or an error of the server's. */
  readonly kind: "denied" | "unavailable";
  readonly why: string;
}

/** The result of getting an object from the API server. */
export type GetResult =
  { readonly kind: "found"; readonly object: unknown } | { readonly kind: "notFound" } | Failure;

/** What was read for a VMI CREATE. None of it comes from the request (contract §4). */
export interface ClusterState {
  /** The VirtualMachine that owns the VMI, as it is stored; not found as well where it has another uid. */
  readonly vm: GetResult;
  /** The Secret that the stored VirtualMachine names for its user data; undefined where it names none. */
  readonly userSecret?: GetResult | undefined;
  /** Why the derived Secret could not be written; undefined before that was tried. */
  readonly secretWriteFailure?: Failure;
}
