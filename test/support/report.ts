import { stringify } from "yaml";
import { ignoreNothing } from "../../src/cli/ignore/ignored.ts";
import { toReport, type Report, type Result } from "../../src/cli/review/report.ts";
import { reviewFiles } from "../../src/cli/review/review-files.ts";
import { createEngine } from "../../src/admission/engine.ts";
import { defaultPolicy, type Policy } from "../../src/policy/policy.ts";
import { today } from "./review.ts";
import { vm, vmWithTemplate } from "./vm.ts";

/** The report on files that are given by name and text. */
export async function reportOn(
  files: Readonly<Record<string, string>>,
  policy: Policy = defaultPolicy,
): Promise<Report> {
  const results: Result[] = [];
  for (const [file, text] of Object.entries(files)) {
    const report = await reviewFiles(["-"], {
      engine: createEngine(policy),
      namespace: "default",
      now: today,
      old: new Map<string, unknown>(),
      fields: "strict",
      ignore: ignoreNothing,
      readStdin: () => Promise.resolve(new TextEncoder().encode(text)),
    });
    for (const result of report.results) results.push({ ...result, file });
  }
  return toReport(results, []);
}

/** Under this policy one rule only warns. */
const warning: Policy = { ...defaultPolicy, rules: { "run-strategy": "warn" } };

const refused = vmWithTemplate({
  domain: {
    resources: { requests: { cpu: "1500m" } },
    firmware: { bootloader: { efi: { secureBoot: true } } },
  },
});

/** One of everything: allowed, refused, warned about, skipped, not readable. */
export function reportOnEverything(): Promise<Report> {
  return reportOn(
    {
      "./allowed.yaml": stringify(vm({ spec: { template: { spec: { domain: { clock: null } } } } })),
      "shop/refused.yaml": `${stringify(refused)}---\nkind: ConfigMap\n---\nkind: Service\n`,
      "shop/warned.yaml": stringify(vm({ spec: { runStrategy: "Sometimes" } })),
      "broken.yaml": "a: 1\nb: {c\n",
    },
    warning,
  );
}

/** What a file's author may write to be taken for something else: each format has its own marks. */
const forgery = `x\n::error::0%0A\u001b[31m "/><failure a='|' **b** <img src=y> [z](http://e.example) @a \`c\` \\ &amp; ]]> \u202e\ufffe`;

/** A report in which file, namespace, name, value and reason are forged. */
export function forgedReport(): Promise<Report> {
  const metadata = { name: forgery, namespace: forgery };
  const value = { resources: { requests: { cpu: forgery } } };
  const object = vm({ metadata, spec: { template: { spec: { domain: value } } } });
  return reportOn({
    [forgery]: `${stringify(object)}---\n${stringify({ kind: forgery })}`,
    "b.yaml": `a: [${forgery}`,
  });
}
