import { afterAll, beforeAll } from "vitest";
import type { Cluster } from "./cluster.ts";
import { createNamespace } from "./objects.ts";
import { startVmgate, type Vmgate, type VmgateOptions } from "./vmgate.ts";

/** What a file's tests share; not there before its hooks have run. */
export interface Gate {
  readonly vmgate: Vmgate;
  /** A namespace of their own. */
  readonly namespace: string;
}

/** How it differs from a registered vmgate without a policy. */
export interface GateOptions extends VmgateOptions {
  /** What is in the namespace before vmgate is registered, as from before it was installed. */
  readonly before?: () => Promise<void>;
}

/**
 * A namespace and a registered vmgate for the tests of the enclosing `describe`; both configurations and the program
 * are gone after them.
 */
export function useVmgate(cluster: Cluster, { before, ...options }: GateOptions = {}): Gate {
  let [started, namespace]: [Vmgate | undefined, string] = [undefined, ""];
  beforeAll(async () => {
    namespace = await createNamespace(cluster);
    await before?.();
    started = await startVmgate(cluster, options);
    await started.register();
  });
  afterAll(async () => {
    await started?.unregister();
    await started?.stop();
  });
  return {
    get vmgate() {
      if (started === undefined) throw new Error("vmgate is started in beforeAll");
      return started;
    },
    get namespace() {
      return namespace;
    },
  };
}
