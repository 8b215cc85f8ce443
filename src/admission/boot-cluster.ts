import type { DerivedSecret } from "../cloud-init/derived-secret.ts";
import type { Read } from "../cloud-init/stored-user-data.ts";

/** What the start of an instance needs of the cluster. None of it throws: failures come as words. */
export interface BootCluster {
  /** Gets a VirtualMachine as it is stored. */
  readonly getVirtualMachine: (namespace: string, name: string) => Promise<Read>;
  readonly getSecret: (namespace: string, name: string) => Promise<Read>;
  /**
   * Makes a derived Secret be there with these very bytes; one that is so already is not written. Never
   * touches a Secret that is not vmgate's. Gives why it could not, in words.
   */
  readonly putDerivedSecret: (secret: DerivedSecret) => Promise<string | undefined>;
}
