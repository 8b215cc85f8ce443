import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { fuzz } from "./fuzz.ts";
import { targets } from "./targets.ts";

/*
 * `npm run fuzz`: feeds what reads a stranger's input with inputs that nobody thought of, for so many seconds in all
 * (--seconds, 60), all targets or those that are named. VMGATE_SEED repeats a run as far as time allows.
 */

const { values, positionals } = parseArgs({
  options: { seconds: { type: "string", default: "60" } },
  allowPositionals: true,
});
const seed = Number(process.env["VMGATE_SEED"] ?? Date.now() % 2 ** 31);
const chosen = targets().filter(({ name }) => positionals.length === 0 || positionals.includes(name));
const ms = (1000 * Number(values.seconds)) / chosen.length;
if (!(ms > 0))
  throw new Error(`no target ${positionals.join(", ")}, or no time (--seconds ${values.seconds})`);

console.log(`fuzz: ${values.seconds} s, VMGATE_SEED=${seed}`);
for (const target of chosen) {
  const end = performance.now() + ms;
  const { runs, kept, ways, failure } = await fuzz(target, { seed, isOver: () => performance.now() > end });
  console.log(`${target.name.padEnd(10)} ${runs} inputs, ${kept} kept, ${ways} ways through the code`);
  if (failure === undefined) continue;
  process.exitCode = 1;
  const file = join(tmpdir(), `vmgate-fuzz-${target.name.replace(" ", "-")}-${seed}`);
  writeFileSync(file, failure.input);
  console.log(`failed; the input is in ${file}:`, failure.error);
}
