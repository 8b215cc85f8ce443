import { expect, test } from "vitest";
import { platformValues, type PlatformValues } from "../../src/injection/platform-values.ts";
import { vmiUserData } from "../../src/injection/merge-stored.ts";
import { isObject } from "../../src/field/json.ts";
import { readUserData } from "../../src/user-data/read.ts";
import { gzip } from "../../src/user-data/encoding/gzip.ts";
import { corpusFiles, describeCorpus } from "../support/corpus.ts";
import { platform } from "../support/platform.ts";
import { debianPackages, describeSoftware, runPython } from "./guest-software/software.ts";

/** What cloud-init did with one user data: see guest-software/cloud_init_pipeline.py. */
interface Effect {
  readonly aborted?: string;
  /** Content types of the parts, and for each cloud-config what PyYAML made of it. */
  readonly parts?: readonly string[];
  readonly yaml?: readonly string[];
  /** Boothooks that were started, and addresses that were fetched. */
  readonly ran: readonly (readonly string[])[];
  readonly fetched: readonly string[];
  readonly config: Readonly<Record<string, unknown>>;
  readonly files: Readonly<Record<string, string>>;
}

/** cloud-init with what it imports; Debian 12 has 22.4.2. */
const packages = [
  "cloud-init",
  ...["attr", "configobj", "jinja2", "jsonpatch", "json-pointer", "jsonschema", "markupsafe", "oauthlib"],
  ...[
    "pyrsistent",
    "requests",
    "serial",
    "six",
    "yaml",
    "urllib3",
    "chardet",
    "idna",
    "certifi",
    "netifaces",
  ],
].map((name) => (name === "cloud-init" ? name : `python3-${name}`));

const guest = { kind: "cloudInitNoCloud", guestOs: "linux" } as const;
const values = platformValues(platform, "shop") as PlatformValues;
const wrapped = (content: Uint8Array): { bytes: Uint8Array; why?: unknown } => {
  const { bytes, why } = vmiUserData(content, "userData", values, guest);
  return { bytes: bytes ?? content, why };
};

/** Files whose effect in the wrapper differs from alone, each with the reason. */
const exceptions: Readonly<Record<string, string>> = {
  "mime-multipart-synthetic-mp-latin1-759f7c.mime":
    "alone its invalid UTF-8 aborts the run; wrapped as a plain part, only the user's part is lost",
  "mime-multipart-cloudbase-init-ci-multipart-userdata-part-two-12de9e.mime":
    "an unclosed multipart regains the final line end that the parser drops when it is alone",
};

describeSoftware("cloud-init of Debian", debianPackages(packages), (folder) => {
  const run = (inputs: readonly Uint8Array[]): Effect[] =>
    runPython("cloud_init_pipeline.py", [`${folder}/usr/lib/python3/dist-packages`], inputs) as Effect[];

  describeCorpus("user-data", () => {
    const files = corpusFiles("user-data");
    const alone = run(files.map(({ content }) => content));

    test("the user's part has the same effect wrapped as alone", () => {
      const inside = run(files.map(({ content }) => wrapped(content).bytes));
      const differing = files.filter(({ content }, i) => {
        if (wrapped(content).why !== undefined) return false;
        return JSON.stringify(canonical(inside[i])) !== JSON.stringify(canonical(expected(alone[i])));
      });
      expect(differing.map(({ name }) => name)).toEqual(Object.keys(exceptions).toSorted());
    });

    test("compressed, as it is inline, the wrapper has the same effect", () => {
      const some = files.filter((_, i) => i % 10 === 0).map(({ content }) => wrapped(content).bytes);
      expect(run(some.map(gzip))).toEqual(run(some));
    });

    test("what is not wrapped has no effect alone", () => {
      const left = alone.filter((_, i) => wrapped(files[i]?.content ?? new Uint8Array()).why !== undefined);
      expect(left.length).toBeGreaterThan(10);
      for (const { aborted, config, files: written, ran } of left) {
        expect({ aborted, config, written, ran }).toEqual({
          aborted: undefined,
          config: {},
          written: {},
          ran: [],
        });
      }
    });

    test("user data is split into the parts that cloud-init splits it into", () => {
      for (const [i, { name, content }] of files.entries()) {
        const { parts, format } = readUserData(content, "linux");
        // What an include fetches is out of sight.
        if (alone[i]?.aborted !== undefined || alone[i]?.fetched.length !== 0) continue;
        const known = alone[i].parts?.filter((type) => type !== "text/x-not-multipart");
        expect(
          parts.map(({ contentType }) => contentType),
          `${name}, ${format}`,
        ).toEqual(known);
      }
    });

    test("what ends cloud-init's run is found, and nothing else is reported as such", () => {
      const isFound = files.map(({ content }) =>
        readUserData(content, "linux").findings.some(({ severity }) => severity === "error"),
      );
      expect(files.filter((_, i) => isFound[i]).map(({ name }) => name)).toEqual(
        files.filter((_, i) => alone[i]?.aborted !== undefined).map(({ name }) => name),
      );
    });

    test("YAML that PyYAML refuses is found, and nothing else is reported as ignored", () => {
      const differing = files.filter(({ content }, i) => {
        const { parts, findings } = readUserData(content, "linux");
        if (parts.length !== 1 || parts[0]?.contentType !== "text/cloud-config") return false;
        const isIgnored = findings.some(({ found }) => found.endsWith("ignores the whole cloud-config"));
        const [root = "NoneType"] = alone[i]?.yaml ?? [];
        return isIgnored !== !["dict", "NoneType"].includes(root);
      });
      expect(differing.map(({ name }) => name)).toEqual([
        // PyYAML takes a quoted text whose further lines are indented too little.
        "cloud-config-cloud-init-test-clean-ddff37.yaml",
        // A document end before any document, which js-yaml skips.
        "cloud-config-cloud-init-test-cloudsigma-d1a7a6.yaml",
      ]);
    });
  });

  test.for<[string, string, "aborts" | "runs"]>([
    ["an archive's type without /", "#cloud-config-archive\n- type: shell\n", "aborts"],
    ["an archive's type is a number", "#cloud-config-archive\n- type: 1\n", "aborts"],
    ["an archive's content is a number", "#cloud-config-archive\n- content: 12\n", "aborts"],
    ["an archive's content is a mapping", "#cloud-config-archive\n- content: {a: 1}\n", "aborts"],
    ["an archive's header is a number", "#cloud-config-archive\n- {content: '', x: 1}\n", "aborts"],
    ["an archive's header is a number as key", "#cloud-config-archive\n- {content: '', 1: x}\n", "aborts"],
    [
      "an archive's content has half characters",
      '#cloud-config-archive\n- content: "#! \\ud83d\\ude00"\n',
      "aborts",
    ],
    ["an archive's null where it may be", "#cloud-config-archive\n- {content: '', type: , x: ~}\n", "runs"],
    ["an archive's file name is a number", "#cloud-config-archive\n- {content: '', filename: 1}\n", "runs"],
    [
      "an archive's launch index is a number",
      "#cloud-config-archive\n- {content: '', launch-index: 2}\n",
      "runs",
    ],
    ["an archive of texts and lists", "#cloud-config-archive\n- '#!/bin/sh'\n- [a]\n- 5\n", "runs"],
    ["an archive's alias", "#cloud-config-archive\n- &a '#!/bin/sh'\n- content: *a\n", "runs"],
    ["a gzip part that is none", "MIME-Version: 1.0\nContent-Type: application/gzip\n\nhello\n", "aborts"],
    ["é in a MIME part", "MIME-Version: 1.0\n\n#!/bin/sh\n# é\n", "runs"],
  ])("what aborts is known: %s", ([, content, outcome]) => {
    const bytes = new TextEncoder().encode(content);
    const [effect] = run([bytes]);
    expect(effect?.aborted === undefined ? "runs" : "aborts").toBe(outcome);
    const found = readUserData(bytes, "linux").findings.some((finding) => finding.severity === "error");
    expect(found ? "aborts" : "runs").toBe(outcome);
  });
});

/** The effect alone with what the platform's parts add: two boothooks and `updates`. */
function expected(alone: Effect | undefined): unknown {
  if (alone?.aborted !== undefined) return alone;
  return {
    ran: [...(alone?.ran ?? []), ["vmgate"], ["vmgate-resolv"]],
    fetched: alone?.fetched,
    files: alone?.files,
    config: withUpdates(alone?.config ?? {}),
  };
}

/** `updates.network.when` with the platform's `boot` behind the user's own; nothing else of the user's changes. */
function withUpdates(config: Effect["config"]): Effect["config"] {
  const member = (value: unknown, name: string): unknown => (isObject(value) ? value[name] : undefined);
  const updates = member(config, "'updates'");
  const network = member(updates, "'network'");
  const when = member(network, "'when'");
  const all = [...(Array.isArray(when) ? (when as unknown[]) : []), "'boot'"];
  return {
    ...config,
    "'updates'": { ...(updates as object), "'network'": { ...(network as object), "'when'": all } },
  };
}

/** The effect without what says nothing about the user's part: the platform's hooks, empty scripts of no config. */
function canonical(effect: unknown): unknown {
  const { aborted, ran, fetched, files, config } = effect as Effect;
  const own = Object.entries(files).filter(([path]) => !path.startsWith("instance/boothooks/vmgate"));
  return {
    aborted,
    ran,
    fetched,
    files: own.toSorted(([a], [b]) => (a < b ? -1 : 1)),
    config: Object.entries(config).toSorted(([a], [b]) => (a < b ? -1 : 1)),
  };
}
