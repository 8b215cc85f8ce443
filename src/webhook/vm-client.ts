import type { DerivedSecret } from "../injection/derived-secret.ts";
import type { Failure, GetResult } from "../injection/cluster-state.ts";

/** What a VMI CREATE needs of the cluster. None of it throws: failures come back as words. */
export interface VirtualMachineClient {
  /** Gets a VirtualMachine as it is stored. */
  readonly getVirtualMachine: (namespace: string, name: string) => Promise<GetResult>;
  readonly getSecret: (namespace: string, name: string) => Promise<GetResult>;
  /**
   * Makes sure that a derived Secret exists with exactly these bytes; one that already does is not written.
   * Never touches a Secret that is not vmgate's. Gives the reason in words where it could not.
   */
  readonly putDerivedSecret: (secret: DerivedSecret) => Promise<Failure | undefined>;
}
