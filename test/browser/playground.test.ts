import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { stringify } from "yaml";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildPlayground } from "../../.ci/playground.ts";
import { printable } from "../../src/cli/printable.ts";
import { fromFragment, toFragment } from "../../src/playground/state.ts";
import { runCommand } from "../support/command.ts";
import { corpusFiles, describeCorpus } from "../support/corpus.ts";
import { goldenReviews } from "../support/golden-reviews.ts";
import { describeChromium, looks, type Look, type OpenPage } from "./chromium.ts";

const root = join(import.meta.dirname, "..", "..");
const example = (name: string): string => readFileSync(join(root, "test/examples", `${name}.yaml`), "utf8");
/** Parts of every kind; nothing is at the instance, where the page would have nothing to show. */
const policy = readFileSync(join(root, "test/demo/policy.yaml"), "utf8");

const decoded = (content: Uint8Array): string => new TextDecoder().decode(content);

/** What is said of a text: by the commands, or by the page. */
interface Said {
  readonly objects: readonly string[];
  readonly messages: readonly string[];
  /** Of each object that is allowed and stored otherwise than it was sent. */
  readonly patches: readonly (readonly unknown[])[];
  readonly diff: string;
  readonly guests: readonly string[];
}

interface Reviewed {
  readonly results: readonly {
    readonly kind: string;
    readonly verdict: string;
    readonly warnings: readonly string[];
    readonly violations: readonly { readonly action: string; readonly message: string }[];
    readonly patch: readonly unknown[];
  }[];
}

describeChromium("the playground in Chromium", (open) => {
  const folder = mkdtempSync(join(tmpdir(), "vmgate-playground-"));
  const policyFile = join(folder, "policy.yaml");
  const oldFile = join(folder, "old.yaml");
  const url = pathToFileURL(join(folder, "playground.html")).href;
  beforeAll(async () => {
    writeFileSync(policyFile, policy);
    await buildPlayground(folder);
  }, 60_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const openPlayground = (look: Look = looks.desktopLight): Promise<OpenPage> => open(url, look);
  const headline = ({ page }: OpenPage): Promise<string | null> =>
    page.$eval("#headline", ({ textContent }) => textContent);

  /** Gives the page texts by its address, as a link does; a manifest that is too long for one is pasted. */
  async function give(opened: OpenPage, manifest: string, withPolicy: string, old = ""): Promise<void> {
    const fragment = toFragment({ manifest, old, policy: withPolicy });
    if (fragment !== undefined) return follow(opened, fragment);
    await follow(opened, toFragment({ manifest: "", old, policy: withPolicy }) ?? "");
    await paste(opened, manifest);
  }

  const follow = ({ page }: OpenPage, fragment: string): Promise<void> =>
    page.evaluate((hash) => {
      const changed = new Promise((resolve) => {
        addEventListener("hashchange", resolve, { once: true });
      });
      const isSame = location.hash === `#${hash}`;
      location.hash = hash;
      return isSame ? undefined : changed.then(() => undefined);
    }, fragment);

  async function paste({ page }: OpenPage, manifest: string): Promise<void> {
    await page.evaluate((text) => {
      const data = new DataTransfer();
      data.setData("text/plain", text);
      const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
      document.querySelector("#manifest .cm-content")?.dispatchEvent(event);
    }, manifest);
    // What has no object is nothing to review.
    const nothing = "There is no object that vmgate reviews";
    await page.waitForFunction(
      (text) => document.querySelector("#headline")?.textContent !== text,
      {},
      nothing,
    );
  }

  const fromPage = ({ page }: OpenPage): Promise<Said> =>
    page.evaluate(() => {
      const texts = (selector: string): string[] =>
        [...document.querySelectorAll(selector)].map(({ textContent }) => textContent || "");
      return {
        objects: texts("#problems h3 .badge"),
        messages: [...document.querySelectorAll<HTMLElement>("#problems .problem")].map(
          ({ dataset }) => `${dataset["level"] ?? ""} ${dataset["message"] ?? ""}`,
        ),
        patches: texts("#problems .patch pre").map((lines) =>
          lines.split("\n").map((line) => JSON.parse(line) as unknown),
        ),
        diff: texts("#stored .diff").join(""),
        guests: texts(".guest h3, .guest p"),
      };
    });

  /** What `vmgate review` says, which alone of the commands takes an old object. */
  async function fromReview(manifest: string, old = ""): Promise<Omit<Said, "diff" | "guests">> {
    return saidIn(await review(manifest, old));
  }

  async function review(manifest: string, old: string): Promise<Reviewed> {
    writeFileSync(oldFile, old);
    const args = ["review", "-", "--policy", policyFile, "--old", oldFile, "--format", "json"];
    return JSON.parse((await runCommand(args, manifest)).stdout) as Reviewed;
  }

  function saidIn({ results }: Reviewed): Omit<Said, "diff" | "guests"> {
    const shown = results.filter(({ verdict }) => verdict !== "skipped");
    return {
      objects: shown.map(({ verdict }) => verdict),
      messages: results.flatMap(({ verdict, violations, warnings }) =>
        verdict === "unreadable"
          ? warnings.map((message) => `error ${message} [unreadable]`)
          : violations.map(({ action, message }) => `${action === "warn" ? "warning" : "error"} ${message}`),
      ),
      patches: results
        .filter(({ verdict, patch }) => verdict === "allowed" && patch.length > 0)
        .map(({ patch }) => patch),
    };
  }

  async function fromCommands(manifest: string): Promise<Said> {
    const reviewed = await review(manifest, "");
    const said = saidIn(reviewed);
    const isStored = said.objects.every((verdict) => verdict === "allowed");
    if (!isStored) return { ...said, diff: "", guests: [] };
    const flags = ["--policy", policyFile];
    const diff = await runCommand(["render", "-", ...flags, "--diff"], manifest);
    const stored = await runCommand(["render", "-", ...flags], manifest);
    // The command takes a text without a VM for user data itself, of which the page has none.
    const isMachine = reviewed.results.some(({ kind }) => kind.startsWith("VirtualMachine"));
    const userdata = await runCommand(["userdata", "-"], stored.stdout);
    return {
      ...said,
      diff: diff.stdout.split("\n").slice(2).map(printable).join("\n"),
      guests: isMachine
        ? userdata.stdout
            .trimEnd()
            .split("\n")
            .map((line) => line.trim())
        : [],
    };
  }

  describe("says what the commands say", () => {
    let opened: OpenPage | undefined;
    const page = async (): Promise<OpenPage> => (opened ??= await openPlayground());
    const created = goldenReviews.filter(({ oldObject }) => oldObject === null);
    const manifests = [
      ...created.map(({ title, object }): [string, string] => [title, stringify(object)]),
      ...["completed", "merged", "refused"].map((name): [string, string] => [name, example(name)]),
      ["several documents", `${example("merged")}---\n${example("completed")}`] as [string, string],
      ["not YAML", "a: [\n"] as [string, string],
      ["a name that is no text", "kind: VirtualMachine\napiVersion: kubevirt.io/v1\nmetadata: 7\n"] as [
        string,
        string,
      ],
    ];
    test.for(manifests)("%s", async ([, manifest]) => {
      await give(await page(), manifest, policy);
      const said = await fromPage(await page());
      const wanted = await fromCommands(manifest);
      expect(said).toEqual(wanted);
    });
    const updates = goldenReviews.filter(({ oldObject }) => oldObject !== null);
    test.for(updates.map((review) => [review.title, review] as const))(
      "%s",
      async ([, { object, oldObject }]) => {
        await give(await page(), stringify(object), policy, stringify(oldObject));
        const { objects, messages, patches } = await fromPage(await page());
        const wanted = await fromReview(stringify(object), stringify(oldObject));
        expect({ objects, messages, patches }).toEqual(wanted);
      },
    );
    for (const folder of ["vms", "vmis", "replicasets", "pools", "odd"])
      describeCorpus(folder, () => {
        const texts = corpusFiles(folder).map(({ name, content }) => [name, decoded(content)] as const);
        test.for(texts)("%s", async ([, text]) => {
          await give(await page(), text, policy);
          expect(await fromPage(await page())).toEqual(await fromCommands(text));
        });
      });
    test("and nothing went wrong meanwhile", async () => {
      expect((await page()).troubles).toEqual([]);
    });
  });

  test.for(Object.entries(looks))(
    "nothing is wider than the window, and nothing is loaded: %s",
    async ([, look]) => {
      const { page, troubles } = await openPlayground(look);
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      expect([width, troubles]).toEqual([look.width, []]);
      expect((await page.screenshot()).length).toBeGreaterThan(10_000);
      await page.close();
    },
  );

  test("what is typed is judged, marked in the margin and kept in the address", async () => {
    const opened = await openPlayground();
    const { page } = opened;
    expect(await headline(opened)).toBe("Refused: 5 problems");
    expect(await page.$$eval(".cm-lint-marker-error", ({ length }) => length)).toBe(5);
    await page.click("#manifest .cm-content");
    await page.keyboard.down("Control");
    await page.keyboard.press("End");
    await page.keyboard.up("Control");
    await page.keyboard.type("\n---\nkind: ConfigMap\n---\na: {");
    await page.waitForFunction(() => document.querySelector("#headline")?.textContent === "Can't be read");
    const { hash } = new URL(page.url());
    expect(fromFragment(hash.slice(1))?.manifest).toMatch(/kind: ConfigMap\n\s*---\n\s*a: \{\}?$/);
    await page.close();
  });

  test("the examples, the policy's tab, and a policy that is wrong", async () => {
    const opened = await openPlayground();
    const { page } = opened;
    await page.select("#example", "2");
    expect(await headline(opened)).toBe("Allowed");
    expect(await page.$$eval(".part.platform", ({ length }) => length)).toBeGreaterThan(0);
    await page.select("#example", "4");
    expect(await headline(opened)).toMatch(/^Allowed, with \d+ warnings$/);
    await page.focus("#manifest-tab");
    for (let tab = 0; tab < 2; tab++) await page.keyboard.press("ArrowRight");
    expect(
      await page.$eval("#policy-tab", (tab) => [tab.ariaSelected, tab === document.activeElement]),
    ).toEqual([...["true", true]]);
    expect(await page.$eval("#manifest", (panel) => panel.checkVisibility())).toBe(false);
    await give(opened, example("merged"), "kind: Nothing\n");
    expect(await headline(opened)).toBe("The policy can't be used");
    expect(await page.$$eval("#problems .problem", ({ length }) => length)).toBeGreaterThan(0);
    await page.close();
  });

  test("an old object makes an update, which what was so before does not refuse", async () => {
    const opened = await openPlayground();
    const { page } = opened;
    await page.select("#example", "3");
    expect(await headline(opened)).toBe("Refused: 1 problem");
    const texts = (selector: string): Promise<string[]> =>
      page.$$eval(selector, (found) => found.map(({ textContent }) => textContent || ""));
    expect(await texts("#problems h3 .operation")).toEqual(["update"]);
    expect(await texts("#problems .problem.error code:first-child")).toContain(
      "spec.template.spec.domain.devices.disks[0].disk.bus",
    );
    expect(await texts("#problems .problem.warning .field")).toContain(
      "spec.template.spec.readinessProbe.exec",
    );
    const { hash } = new URL(page.url());
    expect(fromFragment(hash.slice(1))?.old).toBe(example("refused"));

    await give(opened, example("merged"), policy, example("refused"));
    expect(await texts("#problems .operation")).toEqual([]);
    expect(await texts("#problems > .quiet")).toEqual([expect.stringMatching(/^Nothing is an update: /)]);

    await give(opened, example("merged"), policy, "a: [\n");
    expect(await headline(opened)).toBe("The old object can't be read");
    expect(await texts("#problems .problem")).toEqual([expect.stringMatching(/^line 2/)]);
    await page.click("#old-tab");
    expect(await page.$$eval("#old .cm-lint-marker-error", ({ length }) => length)).toBe(1);
    await page.close();
  });

  test("a problem leads to its place, and what has one right answer is fixed", async () => {
    const opened = await openPlayground();
    const { page } = opened;
    await page.click("#problems .problem:nth-child(2) .place");
    expect(await page.evaluate(() => getSelection()?.toString())).toBe("1500m");
    await page.click("#fix");
    await page.waitForFunction(
      () => document.querySelector("#headline")?.textContent !== "Refused: 5 problems",
    );
    expect(await page.$eval("#note", ({ textContent }) => textContent)).toMatch(/problems? fixed$/);
    await page.close();
  });

  test("the Tab key leaves the editor, and all that can be used has a name", async () => {
    const { page } = await openPlayground();
    await page.click("#manifest .cm-content");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.closest("#manifest") === null)).toBe(true);
    const unnamed: string[] = [];
    const nodes = [await page.accessibility.snapshot({ interestingOnly: false })];
    for (let node = nodes.pop(); node !== undefined; node = nodes.pop()) {
      if (node === null) continue;
      const isUsed = ["button", "combobox", "tab", "textbox", "tabpanel"].includes(node.role);
      if (isUsed && (node.name ?? "") === "") unnamed.push(node.role);
      nodes.push(...(node.children ?? []));
    }
    expect(unnamed).toEqual([]);
    await page.close();
  });

  test("what is typed is text, and no script runs", async () => {
    const opened = await openPlayground();
    const name = '"/><img src=x onerror=alert(1)><script>alert(2)</script>';
    await give(
      opened,
      `kind: VirtualMachine\napiVersion: kubevirt.io/v1\nmetadata: {name: '${name}'}\nspec: {}\n`,
      "",
    );
    const { page, troubles } = opened;
    expect(await page.$$eval("img:not(.cm-widgetBuffer), script", ({ length }) => length)).toBe(1);
    expect(await page.$eval("#problems h3", ({ textContent }) => textContent)).toContain("<img src=x");
    expect(troubles).toEqual([]);
    await page.close();
  });
});
