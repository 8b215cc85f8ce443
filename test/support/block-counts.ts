import { Session } from "node:inspector/promises";

/**
 * The steps that some work takes: how often V8 entered each block of JavaScript meanwhile, the libraries' too. The same
 * work gives the same number on every machine. Call it in a process of its own: counting is a state of the whole of it.
 */
export async function blocksEntered(work: () => unknown): Promise<number> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  work();
  const { result } = await session.post("Profiler.takePreciseCoverage");
  await session.post("Profiler.stopPreciseCoverage");
  session.disconnect();
  const ranges = result.flatMap(({ functions }) => functions.flatMap((entered) => entered.ranges));
  return ranges.reduce((sum, { count }) => sum + count, 0);
}
