import { expect, test } from "vitest";
import { platformValues, type PlatformValues } from "../../src/injection/platform-values.ts";
import { vmiUserData } from "../../src/injection/merge-stored.ts";
import { readUserData, unpack } from "../../src/user-data/read.ts";
import { corpusFiles, describeCorpus } from "../support/corpus.ts";
import { platform } from "../support/platform.ts";
import { debianPackages, describeSoftware, pythonPackage, runPython } from "./guest-software/software.ts";

/** What cloudbase-init did with one user data: see guest-software/cloudbase_init_pipeline.py. */
interface Effect {
  readonly aborted?: string;
  /** What was run, each with what runs it, and its content in base64; sections of cloud-config. */
  readonly did: readonly (readonly [kind: string, by: string, content: string])[];
}

const guest = { kind: "cloudInitConfigDrive", guestOs: "windows" } as const;
const values = platformValues(platform, "shop") as PlatformValues;
const wrapped = (content: Uint8Array): { bytes: Uint8Array; why?: unknown } => {
  const { bytes, why } = vmiUserData(content, "userData", values, guest);
  return { bytes: bytes ?? content, why };
};
const [script = ""] = values.forGuest(guest).parts;
const platformRun = [
  "powershell",
  "64-bit",
  Buffer.from(script.slice(script.indexOf("\n\n") + 2)).toString("base64"),
];

/** Files whose effect in the wrapper differs from alone, each with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  "mime-multipart-cloudbase-init-ci-multipart-userdata-part-two-12de9e.mime":
    "an unclosed multipart regains the final line end that the parser drops when it is alone",
};

// What Debian has of its imports; the wheel comes without.
const imports = debianPackages(["python3-jinja2", "python3-markupsafe", "python3-yaml"]);
const cloudbase = pythonPackage("cloudbase-init", "1.1.9");
const software = "folder" in imports ? cloudbase : imports;
const importFolder = "folder" in imports ? `${imports.folder}/usr/lib/python3/dist-packages` : "";

describeSoftware("cloudbase-init of PyPI", software, (folder) => {
  const run = (inputs: readonly Uint8Array[]): Effect[] =>
    runPython("cloudbase_init_pipeline.py", [folder, importFolder], inputs) as Effect[];

  describeCorpus("user-data", () => {
    const files = corpusFiles("user-data");
    // Decompressing is its metadata service's task, which is not in here.
    const alone = run(files.map(({ content }) => unpack(content)?.content ?? content));
    const inside = run(files.map(({ content }) => wrapped(content).bytes));

    test("the user's part has the same effect wrapped as alone, the platform's script in front", () => {
      const differing = files.filter(({ content }, i) => {
        if (wrapped(content).why !== undefined) return false;
        const expected = [platformRun, ...(alone[i]?.did ?? [])];
        return JSON.stringify(inside[i]?.did) !== JSON.stringify(expected);
      });
      expect(differing.map(({ name }) => name)).toEqual(Object.keys(exceptions));
    });

    test("what is not wrapped has no effect alone, or could not have it in company", () => {
      const left = files.flatMap(({ content }, i) => {
        const format = readUserData(content, "windows").format;
        return wrapped(content).why === undefined ? [] : [{ format, did: alone[i]?.did }];
      });
      expect(left.length).toBeGreaterThan(10);
      for (const { format, did } of left) if (format !== "jinja") expect(did, format).toEqual([]);
    });

    test("what ends cloudbase-init's run is found; what ends only the user's part lets the platform's run", () => {
      for (const [i, { name, content }] of files.entries()) {
        const isFound = readUserData(content, "windows").findings.some(
          ({ severity }) => severity === "error",
        );
        const isAborted = alone[i]?.aborted !== undefined && unpack(content) !== undefined;
        if (isFound && unpack(content) !== undefined) expect(isAborted, name).toBe(true);
        if (!isAborted || isFound || wrapped(content).why !== undefined) continue;
        // YAML that does not parse: an exception when alone, one part less in company.
        expect(inside[i], name).toEqual({ did: [platformRun] });
      }
    });
  });
});
