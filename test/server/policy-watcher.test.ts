import { mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { defaultPolicy } from "../../src/policy/policy.ts";
import { loadPolicy } from "../../src/files/policy-file.ts";
import { replaceFile } from "../support/replace-file.ts";
import { openPolicyWatcher, type PolicyChange, type PolicyWatcher } from "../../src/server/policy-watcher.ts";

const ruleIds = ["boot-disk", "disk-bus"];
const everyMs = 15;
const header = "apiVersion: vmgate.cpln.io/v1\nkind: Policy\n";

let folder = "";
let file = "";
let sources: PolicyWatcher[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "vmgate-policy-"));
  file = join(folder, "policy.yaml");
});

afterEach(async () => {
  for (const source of sources) source.close();
  sources = [];
  await rm(folder, { recursive: true });
});

/** A policy that says one thing of boot-disk. */
function policyText(action: string): string {
  return `${header}rules: {boot-disk: ${action}}\n`;
}

/** Opens the file, which must be valid, and keeps what the watcher reports. */
async function open(interval = everyMs): Promise<{ source: PolicyWatcher; changes: PolicyChange[] }> {
  const source = await openPolicyWatcher({ file, ruleIds, everyMs: interval });
  if ("errors" in source) throw new Error(source.errors.join("\n"));
  sources.push(source);
  const changes: PolicyChange[] = [];
  source.onChange((change) => {
    changes.push(change);
  });
  return { source, changes };
}

function bootDisk(source: PolicyWatcher): string | undefined {
  return source.current().rules["boot-disk"];
}

/** Waits until something holds; a busy machine may need a while. */
function until(check: () => void): Promise<void> {
  return vi.waitFor(check, { timeout: 10_000, interval: 5 });
}

/** Long enough for several readings. */
const someReadings = (): Promise<void> => sleep(everyMs * 8);

describe("at the start", () => {
  test("a good file is in force", async () => {
    await writeFile(file, policyText("warn"));
    const { source } = await open();
    expect(bootDisk(source)).toBe("warn");
    expect(source.problem()).toBeUndefined();
  });

  test("a bad file gives its errors, each with file and line", async () => {
    await writeFile(file, `${header}rules:\n  boot-disk: deny\n  boot-dsk: warn\n`);
    const opened = await openPolicyWatcher({ file, ruleIds, everyMs });
    expect(opened).toEqual({
      errors: [
        expect.stringContaining(`${file}:4: rules.boot-disk: Unsupported value: "deny"`),
        expect.stringContaining(`${file}:5: rules.boot-dsk: `),
      ],
    });
    expect(await loadPolicy(file, ruleIds)).toEqual(opened);
  });

  test.for<[situation: string, make: () => Promise<unknown>, reason: string]>([
    ["no file", () => Promise.resolve(), "no such file"],
    ["a folder", () => mkdir(file), "not a regular file"],
    ["a device without end", () => symlink("/dev/zero", file), "not a regular file"],
    ["text in UTF-16", () => writeFile(file, `\ufeff${header}`, "utf16le"), "not UTF-8"],
    ["one byte too many", () => writeFile(file, "#".repeat(1024 * 1024 + 1)), "1048577 bytes"],
  ])("%s is reported as such", async ([, make, reason]) => {
    await make();
    const opened = await openPolicyWatcher({ file, ruleIds, everyMs });
    expect(opened).toEqual({ errors: [expect.stringContaining(`${file}: cannot be read (${reason})`)] });
    expect(await loadPolicy(file, ruleIds)).toEqual(opened);
  });

  test("a file of just the largest size is read", async () => {
    await writeFile(file, `${header}#`.padEnd(1024 * 1024, "x"));
    expect(await loadPolicy(file, ruleIds)).toEqual({ policy: defaultPolicy });
  });
});

test("a hundred errors are reported, and how many more there are", async () => {
  await writeFile(
    file,
    `${header}rules:\n${Array.from({ length: 103 }, (_, i) => `  nonsense-${i}: warn\n`).join("")}`,
  );
  const loaded = await loadPolicy(file, ruleIds);
  const errors = "errors" in loaded ? loaded.errors : [];
  expect(errors).toHaveLength(101);
  expect(errors.at(-1)).toBe(`${file}: errors not shown: 3`);
});

describe("while running", () => {
  test("a rewritten file is loaded", async () => {
    await writeFile(file, policyText("warn"));
    const { source, changes } = await open();
    await writeFile(file, policyText("off"));
    await until(() => {
      expect(bootDisk(source)).toBe("off");
    });
    expect(changes.at(-1)).toEqual({ policy: source.current() });
  });

  test("the same text has the same hash, an invalid one changes nothing", async () => {
    await replaceFile(file, policyText("warn"));
    const { source, changes } = await open();
    const [before, other] = [source.hash(), await open()];
    expect(before).toBe(other.source.hash());
    expect(Number.isSafeInteger(before) && before > 0).toBe(true);
    await replaceFile(file, "rubbish");
    await until(() => {
      expect(changes).toHaveLength(1);
    });
    expect(source.hash()).toBe(before);
    await replaceFile(file, policyText("off"));
    await until(() => {
      expect(source.hash()).not.toBe(before);
    });
  });

  test("a file of the same size and time is loaded", async () => {
    await replaceFile(file, policyText("warn"));
    const { source } = await open();
    await replaceFile(file, policyText("off "));
    await until(() => {
      expect(bootDisk(source)).toBe("off");
    });
  });

  test("an editor's rename is loaded", async () => {
    await replaceFile(file, policyText("warn"));
    const { source } = await open();
    await replaceFile(file, policyText("off"));
    await until(() => {
      expect(bootDisk(source)).toBe("off");
    });
  });

  test("a mounted ConfigMap is loaded when kubelet swaps its ..data link", async () => {
    const fill = async (version: string, action: string): Promise<void> => {
      await mkdir(join(folder, version));
      await writeFile(join(folder, version, "policy.yaml"), policyText(action));
      await symlink(version, join(folder, "..data_tmp"));
      await rename(join(folder, "..data_tmp"), join(folder, "..data"));
    };
    await fill("..2027_01_01", "warn");
    await symlink("..data/policy.yaml", file);
    const { source, changes } = await open();
    await fill("..2027_01_02", "enforce");
    await rm(join(folder, "..2027_01_01"), { recursive: true });
    await until(() => {
      expect(bootDisk(source)).toBe("enforce");
    });
    await fill("..2027_01_03", "off");
    await until(() => {
      expect(bootDisk(source)).toBe("off");
    });
    expect(changes).toHaveLength(2);
  });

  test("a bad file keeps the good policy, is reported once, and is over with the next good one", async () => {
    await replaceFile(file, policyText("warn"));
    const { source, changes } = await open();
    const good = source.current();
    await replaceFile(file, policyText("deny"));
    await until(() => {
      expect(changes).toHaveLength(1);
    });
    await someReadings();
    const error = expect.stringContaining(`${file}:3: rules.boot-disk: Unsupported value: "deny"`) as string;
    expect(changes).toEqual([{ at: expect.any(Date) as Date, errors: [error] }]);
    expect(source.current()).toBe(good);
    expect(source.problem()).toMatch(
      /invalid since \d{4}-.*Z; the previous policy is still in force\n.*:3: rules\.boot-disk/,
    );

    await replaceFile(file, policyText("off"));
    await until(() => {
      expect(bootDisk(source)).toBe("off");
    });
    expect(source.problem()).toBeUndefined();
    expect(changes).toHaveLength(2);
  });

  test("a bad file that is removed again leaves the very policy that was there", async () => {
    await replaceFile(file, policyText("warn"));
    const { source, changes } = await open();
    const good = source.current();
    await replaceFile(file, "nonsense");
    await until(() => {
      expect(source.problem()).toBeDefined();
    });
    await replaceFile(file, policyText("warn"));
    await until(() => {
      expect(source.problem()).toBeUndefined();
    });
    expect(source.current()).toBe(good);
    expect(changes.at(-1)).toEqual({ policy: good });
  });

  test("one bad file after another is reported anew", async () => {
    await replaceFile(file, policyText("warn"));
    const { source, changes } = await open();
    await replaceFile(file, policyText("deny"));
    await until(() => {
      expect(source.problem()).toContain("deny");
    });
    await replaceFile(file, policyText("refuse"));
    await until(() => {
      expect(source.problem()).toContain("refuse");
    });
    expect(changes).toHaveLength(2);
  });

  test("a file that is gone keeps the good policy, and is loaded when it comes back", async () => {
    await replaceFile(file, policyText("warn"));
    const { source } = await open();
    await rm(file);
    await until(() => {
      expect(source.problem()).toContain("no such file");
    });
    expect(bootDisk(source)).toBe("warn");
    await replaceFile(file, policyText("off"));
    await until(() => {
      expect(bootDisk(source)).toBe("off");
    });
  });

  test("a file cut to nothing keeps the good policy", async () => {
    await replaceFile(file, policyText("warn"));
    const { source } = await open();
    await truncate(file);
    await until(() => {
      expect(source.problem()).toContain("an empty file");
    });
    expect(bootDisk(source)).toBe("warn");
  });

  test("a file that is being written is never loaded by halves, though every half is a valid policy", async () => {
    await writeFile(file, policyText("warn"));
    const { source, changes } = await open(250);
    let text = `${header}rules:\n`;
    for (let i = 0; i < 40; i++) {
      text += `  # line ${i}\n`;
      await writeFile(file, text);
      await sleep(20);
    }
    text += "  boot-disk: off\n";
    await writeFile(file, text);
    await until(() => {
      expect(bootDisk(source)).toBe("off");
    });
    expect(changes).toHaveLength(1);
  });

  test("an unchanged file is not reported", async () => {
    await replaceFile(file, policyText("warn"));
    const { changes } = await open();
    await someReadings();
    await replaceFile(file, policyText("warn"));
    await someReadings();
    expect(changes).toEqual([]);
  });

  test("after close() nothing is loaded any more", async () => {
    await replaceFile(file, policyText("warn"));
    const { source, changes } = await open();
    source.close();
    await replaceFile(file, policyText("off"));
    await someReadings();
    expect(bootDisk(source)).toBe("warn");
    expect(changes).toEqual([]);
  });
});
