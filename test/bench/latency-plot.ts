/** How long reviews took with some number of users. */
export interface LatencyPoint {
  readonly users: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
}

/** The points of one setting. */
export interface LatencyLine {
  readonly title: string;
  readonly points: readonly LatencyPoint[];
}

const quantiles = ["p50Ms", "p95Ms", "p99Ms"] as const;

/** Of one panel, with its axes. */
const [width, height] = [330, 240];
const [left, right, top, bottom] = [52, 36, 30, 36];

/** Milliseconds from the bottom of the axis to its top, by powers of ten. */
const decades = [0, 1, 2, 3, 4];

/**
 * Latency against load as SVG, one panel a setting, both axes logarithmic. Readable on a light and on a dark page: what
 * is neither coloured nor text is grey.
 */
export function latencyPlot(lines: readonly LatencyLine[], machine: string): string {
  const panels = lines.map((line, i) => `<g transform="translate(${i * width} 0)">${panel(line)}</g>`);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${lines.length * width} ${height + 18}" font-family="sans-serif" font-size="11">
<title>How long a review takes, by the number of users</title>
<style>
text { fill: #57606a } .p50Ms { stroke: #1a7f37 } .p95Ms { stroke: #0969da } .p99Ms { stroke: #cf222e }
@media (prefers-color-scheme: dark) { text { fill: #adbac7 } .p50Ms { stroke: #57ab5a } .p95Ms { stroke: #539bf5 } .p99Ms { stroke: #f47067 } }
polyline { fill: none; stroke-width: 2 } .grid { stroke: #8c959f; stroke-opacity: 0.4 }
</style>
${panels.join("\n")}
<text x="${left}" y="${height + 10}">${escaped(machine)}</text>
</svg>
`;
}

function panel({ title, points }: LatencyLine): string {
  const first = points[0]?.users ?? 1;
  const last = points.at(-1)?.users ?? 1;
  const x = (users: number): number =>
    left + ((width - left - right) * Math.log(users / first)) / Math.log(last / first);
  const y = (ms: number): number =>
    height - bottom - ((height - top - bottom) * Math.log10(Math.max(1, ms))) / (decades.length - 1);
  const grid = decades.map((decade) => {
    const at = y(10 ** decade).toFixed(1);
    const label = `<text x="${left - 6}" y="${at}" dy="4" text-anchor="end">${decade < 3 ? `${10 ** decade} ms` : `${10 ** (decade - 3)} s`}</text>`;
    return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/>${label}`;
  });
  const ticks = points.map(
    ({ users }) =>
      `<text x="${x(users).toFixed(1)}" y="${height - bottom + 15}" text-anchor="middle">${users}</text>`,
  );
  const curves = quantiles.map((quantile) => {
    const at = points.map((point) => `${x(point.users).toFixed(1)},${y(point[quantile]).toFixed(1)}`);
    return `<polyline class="${quantile}" points="${at.join(" ")}"/>`;
  });
  const names = placed(quantiles.map((quantile) => y(points.at(-1)?.[quantile] ?? 1))).map(
    (at, i) =>
      `<text x="${width - right + 5}" y="${at.toFixed(1)}" dy="4">${quantiles[i]?.slice(0, 3) ?? ""}</text>`,
  );
  const heading = `<text x="${left}" y="16" font-weight="bold">${escaped(title)}</text>`;
  const axis = `<text x="${(left + width - right) / 2}" y="${height - 6}" text-anchor="middle">users</text>`;
  return [heading, ...grid, ...ticks, ...curves, ...names, axis].join("\n");
}

/** Names one below the other where the ends of their lines are too near to each other; `from` goes upwards. */
function placed(from: readonly number[]): readonly number[] {
  const lineHeight = 11;
  return from.reduce<readonly number[]>(
    (all, at) => [...all, Math.min(at, (all.at(-1) ?? Infinity) - lineHeight)],
    [],
  );
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
