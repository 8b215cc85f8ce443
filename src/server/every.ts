/** How often something is done, in milliseconds. */
export interface Pace {
  /** Until it reports that all is well. */
  readonly soonMs: number;
  /** From then on. */
  readonly laterMs: number;
}

/** How it went: `again` where something was changed, which has to be looked at at once. */
export type Outcome = "again" | "soon" | "later";

/** Most times in a row without a pause. */
const mostAtOnce = 5;

/** Does something now and again and again, never twice at once. @returns a function that ends it */
export function every({ soonMs, laterMs }: Pace, work: () => Promise<Outcome>): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const turn = async (): Promise<void> => {
    let outcome: Outcome = "again";
    for (let n = 0; n < mostAtOnce && outcome === "again" && !isStopped; n++) outcome = await work();
    if (!isStopped) timer = setTimeout(() => void turn(), outcome === "later" ? laterMs : soonMs).unref();
  };
  void turn();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
