/** A straight line through points by least squares, and how far the points are from it. */
export interface Trend {
  /** By how much the line rises from the first point to the last. */
  readonly rise: number;
  /** The standard deviation of the points from the line. */
  readonly noise: number;
}

/** One reading: when, in seconds, and what. */
export type Reading = readonly [seconds: number, value: number];

/** The trend of readings, of which there are at least two at different times. */
export function trendOf(readings: readonly Reading[]): Trend {
  const count = readings.length;
  const mean = (read: (reading: Reading) => number): number =>
    readings.reduce((sum, reading) => sum + read(reading), 0) / count;
  const [meanX, meanY] = [mean(([x]) => x), mean(([, y]) => y)];
  const slope = mean(([x, y]) => (x - meanX) * (y - meanY)) / mean(([x]) => (x - meanX) ** 2);
  const noise = Math.sqrt(mean(([x, y]) => (y - meanY - slope * (x - meanX)) ** 2));
  const [first = [0, 0], last = [0, 0]] = [readings[0], readings.at(-1)];
  return { rise: slope * (last[0] - first[0]), noise };
}

/** V8 takes memory by pages of this size, in MiB: less than one of them is no rise. */
const page = 0.25;

/** Whether a trend in MiB is no rise: readings that only vary may rise by as much as two of their standard deviations. */
export function isFlat({ rise, noise }: Trend): boolean {
  return rise <= Math.max(2 * noise, page);
}
