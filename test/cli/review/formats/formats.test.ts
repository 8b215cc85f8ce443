import { expect, test } from "vitest";
import { formats } from "../../../../src/cli/review/formats/index.ts";
import { coloured, plain } from "../../../../src/cli/style.ts";
import { forgedReport, reportOn, reportOnEverything } from "../../../support/report.ts";

const all = await Promise.all(
  Object.entries(formats).map(async ([name, { load }]) => [name, await load()] as const),
);
const golden = `${import.meta.dirname}/../../../golden/formats`;

/** A whole page, mostly styles and script; report.test.ts looks at it in a browser. */
const isPage = (name: string): boolean => name === "html";

test.for(all.filter(([name]) => !isPage(name)))(
  "%s of everything is what its file in test/golden shows; refresh it with -u, and read it",
  async ([name, print]) => {
    const printed = print(await reportOnEverything(), plain);
    await expect(printed).toMatchFileSnapshot(`${golden}/${name}.txt`);
  },
);

test.for(all)("%s names the rule of every problem, in the order of the files", async ([name, format]) => {
  const report = await reportOnEverything();
  const problems = report.results.flatMap((result) => result.problems);
  expect(problems.map(({ rule, level }) => `${level} ${rule}`)).toEqual([
    "error whole-core-cpu",
    "error secure-boot",
    "warning run-strategy",
    "error unreadable",
  ]);
  const printed = format(report, plain).replaceAll("\\", "");
  for (const { rule, summary } of problems)
    expect(printed).toContain(name === "json" && rule === "unreadable" ? summary : rule);
});

test.for(all)("%s ends with a line end, and is the same at each run", async ([, format]) => {
  const report = await reportOnEverything();
  expect(format(report, plain)).toMatch(/\n$/);
  expect(format(await reportOnEverything(), plain)).toBe(format(report, plain));
});

test.for(all)("nothing to report in %s", async ([, format]) => {
  expect(format(await reportOn({}), plain)).toMatch(/^$|\n$/);
});

test.for(all)("in %s no file controls the terminal or begins a line", async ([, format]) => {
  const printed = format(await forgedReport(), plain);
  expect(printed).not.toMatch(/(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
  expect(printed).not.toMatch(/^::error::0/m);
});

test.for(all.filter(([name]) => name !== "text"))("%s has no colours", async ([, format]) => {
  const report = await reportOnEverything();
  expect(format(report, coloured)).toBe(format(report, plain));
});
