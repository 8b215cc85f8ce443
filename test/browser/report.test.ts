import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stringify } from "yaml";
import { afterAll, beforeAll, expect, test } from "vitest";
import { html } from "../../src/cli/review/formats/html.ts";
import { forgedReport, reportOn } from "../support/report.ts";
import { scanReport } from "../support/scan.ts";
import { vm } from "../support/vm.ts";
import { describeChromium, looks, type Look, type OpenPage } from "./chromium.ts";

/** Ten machines in two namespaces, of which the last is refused for two rules. */
const files = Object.fromEntries(
  Array.from({ length: 10 }, (_, i) => {
    const namespace = i < 6 ? "shop" : "bank";
    const requests = { cpu: `${i + 1}500m` };
    const spec = {
      ...(i === 9 ? { runStrategy: "Sometimes" } : {}),
      template: { spec: { domain: { resources: { requests } } } },
    };
    return [
      `machines/vm-${i + 1}.yaml`,
      stringify(vm({ metadata: { name: `vm-${i + 1}`, namespace }, spec })),
    ];
  }),
);

describeChromium("the HTML report in Chromium", (open) => {
  const folder = mkdtempSync(join(tmpdir(), "vmgate-report-"));
  const urlOf = (name: string): string => pathToFileURL(join(folder, name)).href;
  beforeAll(async () => {
    writeFileSync(join(folder, "report.html"), html(await reportOn(files)));
    writeFileSync(join(folder, "scan.html"), html(await scanReport()));
    writeFileSync(join(folder, "forged.html"), html(await forgedReport()));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const openReport = (name = "report.html", look: Look = looks.desktopLight): Promise<OpenPage> =>
    open(urlOf(name), look);
  const shown = ({ page }: OpenPage): Promise<readonly string[]> =>
    page.$$eval("tbody.problem:not([hidden])", (rows) =>
      rows.map(({ dataset }) => `${dataset["namespace"] ?? ""} ${dataset["rule"] ?? ""}`),
    );
  const places = ({ page }: OpenPage): Promise<readonly string[]> =>
    page.$$eval("tbody.problem:not([hidden]) tr:first-child td:last-child", (cells) =>
      cells.map((cell) => (cell.textContent || "").replace(/^machines\/(.*)\.yaml:\d+$/, "$1")),
    );

  test.for(Object.entries(looks))(
    "nothing is wider than the window, and nothing is loaded: %s",
    async ([, look]) => {
      const { page, troubles } = await openReport("report.html", look);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect([width, troubles]).toEqual([look.width, []]);
      expect((await page.screenshot({ fullPage: true })).length).toBeGreaterThan(10_000);
      await page.close();
    },
  );

  test("bars, level and text filter the table, and their sum is said", async () => {
    const opened = await openReport();
    const { page } = opened;
    expect(await shown(opened)).toHaveLength(11);
    await page.click('button[data-by="namespace"][data-value="bank"]');
    expect(new Set(await shown(opened))).toEqual(new Set(["bank whole-core-cpu", "bank run-strategy"]));
    await page.click('button[data-by="rule"][data-value="run-strategy"]');
    expect(await shown(opened)).toEqual(["bank run-strategy"]);
    expect(await page.$eval("#shown", (output) => output.textContent)).toBe("1 of 11 shown");
    await page.type("#filter", "no such text");
    expect(await shown(opened)).toEqual([]);
    expect(await page.$eval("#nothing", (paragraph) => paragraph.checkVisibility())).toBe(true);
    await page.click('button[type="reset"]');
    await page.waitForFunction(() => document.querySelectorAll("tbody.problem:not([hidden])").length === 11);
    await page.select("#level", "error");
    expect(await shown(opened)).toHaveLength(11);
    await page.type("#filter", "VM-10 sometimes");
    expect(await shown(opened)).toEqual(["bank run-strategy"]);
    await page.close();
  });

  test("a heading sorts up, then down, by keyboard too, and says so", async () => {
    const opened = await openReport();
    const { page } = opened;
    const headings = (): Promise<readonly (string | null)[]> =>
      page.$$eval("thead th", (cells) => cells.map((cell) => cell.ariaSort));
    await page.click("thead th:nth-child(5) button");
    expect(await headings()).toEqual(["none", "none", "none", "none", "ascending"]);
    expect((await places(opened)).slice(0, 2)).toEqual(["vm-1", "vm-2"]);
    expect((await places(opened)).at(-1)).toBe("vm-10");
    await page.keyboard.press("Enter");
    expect(await headings()).toEqual(["none", "none", "none", "none", "descending"]);
    expect((await places(opened))[0]).toBe("vm-10");
    await page.close();
  });

  test("on a phone the headings are a menu", async () => {
    const opened = await openReport("report.html", looks.phoneDark);
    await opened.page.select("#sort", "4");
    expect((await places(opened))[0]).toBe("vm-1");
    expect(await opened.page.$eval("thead", (head) => head.getBoundingClientRect().height)).toBeLessThan(2);
    await opened.page.close();
  });

  test("whoever hears it has a table, its headings, and names for all that can be used", async () => {
    const { page } = await openReport();
    const roles: Record<string, number> = {};
    const unnamed: string[] = [];
    const interactive = ["button", "searchbox", "combobox", "link"];
    const root = await page.accessibility.snapshot({ interestingOnly: false });
    const open = [root];
    for (let node = open.pop(); node !== undefined; node = open.pop()) {
      if (node === null) continue;
      roles[node.role] = (roles[node.role] ?? 0) + 1;
      if (interactive.includes(node.role) && (node.name ?? "") === "") unnamed.push(node.role);
      open.push(...(node.children ?? []));
    }
    expect(unnamed).toEqual([]);
    expect(roles).toMatchObject({ table: 1, columnheader: 5, searchbox: 1, status: 1, main: 1, search: 1 });
    await page.close();
  });

  test("what has the focus is seen", async () => {
    const { page } = await openReport();
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate(
        () => getComputedStyle(document.activeElement ?? document.body).outlineStyle,
      );
      expect(outline).not.toBe("none");
    }
    await page.close();
  });

  test("a scan of a cluster has kinds where a review has files", async () => {
    const opened = await openReport("scan.html");
    const { page, troubles } = opened;
    expect(troubles).toEqual([]);
    expect(await page.title()).toBe("vmgate scan: 1 of 2 objects refused");
    expect(await shown(opened)).toEqual(["shop run-strategy"]);
    const cells = await page.$$eval("tbody.problem tr:first-child td", (all) =>
      all.map(({ textContent }) => textContent),
    );
    expect(cells).toEqual(["error", "run-strategy", "shop", "broken", "VirtualMachine"]);
    await page.click("thead th:nth-child(5) button");
    expect(await shown(opened)).toHaveLength(1);
    await page.close();
  });

  test("on paper there is all but what is to be used", async () => {
    const { page } = await openReport();
    await page.emulateMediaType("print");
    expect(await page.$eval(".filter", (form) => getComputedStyle(form).display)).toBe("none");
    expect((await page.pdf({ format: "A4" })).length).toBeGreaterThan(10_000);
    await page.close();
  });

  test("what a file's author wrote is text, and no script runs", async () => {
    const opened = await openReport("forged.html");
    const { page, troubles } = opened;
    expect(troubles).toEqual([]);
    expect(await page.$$eval("img, failure, script", (elements) => elements.length)).toBe(1);
    const text = await page.$eval("main", ({ textContent }) => textContent || "");
    expect(text).toContain("\"/><failure a='|' **b** <img src=y> [z](http://e.example)");
    await page.close();
  });
});
