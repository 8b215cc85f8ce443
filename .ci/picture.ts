/** Where the picture of one request is kept, one for light and one for dark pages, from the root of the repository. */
export const pictureFolder = ".github";

interface Palette {
  readonly text: string;
  readonly muted: string;
  readonly line: string;
  readonly box: string;
  readonly frame: string;
  readonly accent: string;
}

const palettes: Readonly<Record<string, Palette>> = {
  "request-light.svg": {
    text: "#1f2328",
    muted: "#59636e",
    line: "#818b98",
    box: "#ffffff",
    frame: "#f6f8fa",
    accent: "#0969da",
  },
  "request-dark.svg": {
    text: "#f0f6fc",
    muted: "#9198a1",
    line: "#656c76",
    box: "#0d1117",
    frame: "#151b23",
    accent: "#4493f8",
  },
};

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly lines: readonly string[];
  /** The folder of `src` that does this. */
  readonly folder?: string;
}

const step = { width: 150, height: 62 };
const column = [372, 540, 708] as const;
const row = [72, 168] as const;

/** What one request passes, in order; the first and the last are the webhook's. */
export const steps: readonly Box[] = [
  {
    x: column[0],
    y: row[0],
    ...step,
    title: "decode",
    lines: ["request, lookups"],
    folder: "webhook",
  },
  {
    x: column[1],
    y: row[0],
    ...step,
    title: "defaults",
    lines: ["what is left out"],
    folder: "defaults",
  },
  {
    x: column[2],
    y: row[0],
    ...step,
    title: "injection",
    lines: ["platform cloud-init"],
    folder: "injection",
  },
  { x: column[2], y: row[1], ...step, title: "rules", lines: ["all violations"], folder: "rules" },
  {
    x: column[1],
    y: row[1],
    ...step,
    title: "admission",
    lines: ["ratchet, exemptions"],
    folder: "admission",
  },
  { x: column[0], y: row[1], ...step, title: "respond", lines: ["patch, or a denial"], folder: "webhook" },
];

const client: Box = {
  x: 12,
  y: 88,
  width: 128,
  height: 126,
  title: "any client",
  lines: ["kubectl, GitOps,", "SDKs, or KubeVirt", "starting a VM"],
};
const server: Box = {
  x: 192,
  y: 88,
  width: 128,
  height: 126,
  title: "API server",
  lines: ["calls vmgate for", "VMs, VMIs, pools,", "replica sets"],
};
const policy: Box = {
  x: 540,
  y: 284,
  width: 150,
  height: 62,
  title: "policy file",
  lines: ["reloaded live"],
};
const frame = { x: 352, y: 24, width: 526, height: 226 };

/** The pictures by file name. */
export function pictures(): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(palettes).map(([name, palette]) => [name, picture(palette)]));
}

function picture({ text, muted, line, box, frame: back, accent }: Palette): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 890 358" role="img" aria-labelledby="title">
<!-- Generated from .ci/picture.ts by \`npm run generate\`; a test compares the two. -->
<title id="title">One request: the API server calls vmgate, which fills in defaults, injects platform cloud-init, applies the rules, and answers with a patch or a denial.</title>
<style>
text { font: 13px system-ui, -apple-system, "Segoe UI", sans-serif; fill: ${muted}; text-anchor: middle }
.title { font-weight: 600; font-size: 15px; fill: ${text} }
.name { font-weight: 700; font-size: 16px; fill: ${accent}; text-anchor: start }
rect { fill: ${box}; stroke: ${line}; stroke-width: 1.2 }
.frame { fill: ${back}; stroke: ${accent}; stroke-width: 1.6 }
path { fill: none; stroke: ${line}; stroke-width: 1.6; marker-end: url(#head) }
</style>
<defs><marker id="head" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto"><polygon points="0,0 8,4 0,8" fill="${line}"/></marker></defs>
<rect class="frame" x="${frame.x}" y="${frame.y}" width="${frame.width}" height="${frame.height}" rx="10"/>
<text class="name" x="${frame.x + 20}" y="${frame.y + 28}">vmgate</text>
${[client, server, ...steps, policy].map(drawn).join("\n")}
${arrows().join("\n")}
</svg>
`;
}

function drawn({ x, y, width, height, title, lines }: Box): string {
  const middle = x + width / 2;
  const first = y + height / 2 - lines.length * 9 + 5;
  const words = lines.map((words, i) => `<text x="${middle}" y="${first + 19 + i * 18}">${words}</text>`);
  const head = `<text class="title" x="${middle}" y="${first}">${title}</text>`;
  return `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="6"/>${head}${words.join("")}`;
}

/** The way of a request, down through the steps and back. */
function arrows(): readonly string[] {
  const [top, bottom] = [row[0] + step.height / 2, row[1] + step.height / 2];
  const along = (y: number, from: number, to: number): string => `<path d="M${from} ${y}H${to}"/>`;
  return [
    along(top + 17, client.x + client.width + 3, server.x - 4),
    along(bottom - 17, server.x - 3, client.x + client.width + 4),
    along(top + 17, server.x + server.width + 3, column[0] - 4),
    along(bottom - 17, column[0] - 3, server.x + server.width + 4),
    along(top, column[0] + step.width + 1, column[1] - 4),
    along(top, column[1] + step.width + 1, column[2] - 4),
    `<path d="M${column[2] + step.width / 2} ${row[0] + step.height + 2}V${row[1] - 4}"/>`,
    along(bottom, column[2] - 1, column[1] + step.width + 4),
    along(bottom, column[1] - 1, column[0] + step.width + 4),
    `<path d="M${policy.x + policy.width / 2} ${policy.y - 2}V${frame.y + frame.height + 4}"/>`,
  ];
}
