import type { Sample } from "./soak.ts";

const [width, height] = [660, 180];
const [left, right, top, bottom] = [60, 40, 26, 30];

interface Curve {
  readonly name: string;
  readonly read: (sample: Sample) => number;
}

interface Panel {
  readonly title: string;
  readonly unit: string;
  readonly curves: readonly Curve[];
}

const panels: readonly Panel[] = [
  { title: "resident memory", unit: "MiB", curves: [{ name: "", read: ({ mib }) => mib }] },
  {
    title: "latency",
    unit: "ms",
    curves: [
      { name: "p50", read: ({ p50Ms }) => p50Ms },
      { name: "p99", read: ({ p99Ms }) => p99Ms },
    ],
  },
];

/** Memory and latency over time as SVG, one panel each, from zero. Readable on a light and on a dark page. */
export function soakPlot(samples: readonly Sample[]): string {
  const drawn = panels.map(
    (panel, i) => `<g transform="translate(0 ${i * height})">${draw(panel, samples)}</g>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${panels.length * height}" font-family="sans-serif" font-size="11">
<title>Resident memory and latency over time</title>
<style>
text { fill: #57606a } .curve0 { stroke: #0969da } .curve1 { stroke: #cf222e }
@media (prefers-color-scheme: dark) { text { fill: #adbac7 } .curve0 { stroke: #539bf5 } .curve1 { stroke: #f47067 } }
polyline { fill: none; stroke-width: 1.5 } .grid { stroke: #8c959f; stroke-opacity: 0.4 }
</style>
${drawn.join("\n")}
</svg>
`;
}

function draw({ title, unit, curves }: Panel, samples: readonly Sample[]): string {
  const seconds = samples.at(-1)?.seconds ?? 1;
  const most = roundUp(Math.max(...curves.flatMap(({ read }) => samples.map(read))));
  const x = (at: number): number => left + ((width - left - right) * at) / seconds;
  const y = (value: number): number => height - bottom - ((height - top - bottom) * value) / most;
  const grid = [0, most / 2, most].map((value) => {
    const at = y(value).toFixed(1);
    const label = `<text x="${left - 6}" y="${at}" dy="4" text-anchor="end">${value} ${unit}</text>`;
    return `<line class="grid" x1="${left}" x2="${width - right}" y1="${at}" y2="${at}"/>${label}`;
  });
  const lines = curves.map(({ name, read }, i) => {
    const points = samples.map((sample) => `${x(sample.seconds).toFixed(1)},${y(read(sample)).toFixed(1)}`);
    const end = y(samples.map(read).at(-1) ?? 0).toFixed(1);
    const label = `<text x="${width - right + 5}" y="${end}" dy="4">${name}</text>`;
    return `<polyline class="curve${i}" points="${points.join(" ")}"/>${label}`;
  });
  const ticks = [0, 0.5, 1].map((part) => {
    const minutes = ((seconds * part) / 60).toFixed(1);
    return `<text x="${x(seconds * part).toFixed(1)}" y="${height - bottom + 15}" text-anchor="middle">${minutes} min</text>`;
  });
  const heading = `<text x="${left}" y="14" font-weight="bold">${title}</text>`;
  return [heading, ...grid, ...lines, ...ticks].join("\n");
}

/** The least of 1, 2 and 5 times a power of ten that is not less. */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1e-6)));
  return power * ([1, 2, 5].find((step) => step * power >= value) ?? 10);
}
