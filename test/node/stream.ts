import type { Cluster } from "../cluster/cluster.ts";
import { kubevirtPath } from "../cluster/objects.ts";
import { refusedMachine, virtualMachine } from "../cluster/virtual-machines.ts";

/** What came of a stream of creates. */
export interface StreamResult {
  readonly answered: number;
  /** Every answer that was not the expected one. */
  readonly wrong: readonly string[];
  /** The longest that one took, in milliseconds. */
  readonly slowestMs: number;
}

/**
 * Creates VirtualMachines in dry runs, one after the other without a pause, in turn one to refuse and one to admit,
 * for as long as `work` takes.
 */
export async function whileCreating(
  cluster: Cluster,
  namespace: string,
  work: () => Promise<void>,
): Promise<StreamResult> {
  const path = `${kubevirtPath(namespace, "virtualmachines", "").replace(/\/$/, "")}?dryRun=All`;
  const wrong: string[] = [];
  let [answered, slowestMs, isOver] = [0, 0, false];
  const create = async (): Promise<void> => {
    const isLegal = answered % 2 === 0;
    const started = performance.now();
    const { status, text } = await cluster.request(
      "POST",
      path,
      isLegal ? virtualMachine("a") : refusedMachine("a"),
    );
    answered++;
    slowestMs = Math.max(slowestMs, performance.now() - started);
    const isRight = isLegal ? status === 201 : status === 422 && text.includes("[secure-boot]");
    if (!isRight) wrong.push(`${status} ${text.slice(0, 300)}`);
  };
  const stream = async (): Promise<void> => {
    while (!isOver) await create();
  };
  const working = work().finally(() => {
    isOver = true;
  });
  await Promise.all([stream(), working]);
  return { answered, wrong, slowestMs: Math.round(slowestMs) };
}
