import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatPath } from "../../../src/field/path.ts";
import { parsePolicy } from "../../../src/policy/file/parse.ts";
import { defaultPolicy, type Policy } from "../../../src/policy/policy.ts";
import { formatPolicyError, type PolicyError } from "../../../src/policy/file/error.ts";
import { publicKeys } from "./sample-keys.ts";
import { wrongFiles } from "./wrong-files.ts";

const ruleIds = ["boot-disk", "single-network", "data-disk-source", "bare-instance"];
const header = "apiVersion: vmgate.cpln.io/v1\nkind: Policy\n";

function policyOf(text: string): Policy {
  const parsed = parsePolicy(text, ruleIds);
  if ("errors" in parsed)
    throw new Error(parsed.errors.map((e) => formatPolicyError("policy", e)).join("\n"));
  return parsed.policy;
}

function errorsOf(text: string): readonly PolicyError[] {
  const parsed = parsePolicy(text, ruleIds);
  return "errors" in parsed ? parsed.errors : [];
}

describe("a file that is right", () => {
  test("two lines are a policy of defaults", () => {
    expect(policyOf(header)).toEqual(defaultPolicy);
  });

  test.for([
    ["groups with nothing under their key", "platform:\ninjection:\nrules:\nprofiles:\nexemptions:\n"],
    [
      "groups in groups with nothing under their key",
      "platform: {dns: , ssh: , mesh: , kubevirt: , images: }\n",
    ],
    ["empty groups", "platform: {}\ninjection: {}\nrules: {}\nprofiles: []\nexemptions: []\n"],
  ])("%s are as if left out", ([, text]) => {
    expect(policyOf(header + (text ?? ""))).toEqual(defaultPolicy);
  });

  test("the file of the documentation", () => {
    const policy = policyOf(`${header}platform:
  dns: {servers: [10.96.0.10], search: ["{namespace}.svc.cluster.local", svc.cluster.local, cluster.local]}
  ssh: {user: cpln, caPublicKeys: ["${publicKeys.ed25519}"]}
  mesh: {istio: true}
  kubevirt: {namespace: kubevirt}
  images: {allow: ["quay.io/containerdisks/*"]}
injection: {at: vm, secrets: true, whenImpossible: warn}
rules: {data-disk-source: "off", bare-instance: enforce}
profiles:
  - {name: audit, namespaces: ["legacy-*"], rules: {"*": warn}}
exemptions:
  - {rules: [single-network], namespaces: [gpu], names: ["train-*"], reason: SR-IOV for training, owner: ml-platform, expires: 2027-03-31}
`);
    expect(policy).toEqual({
      platform: {
        dns: {
          servers: ["10.96.0.10"],
          search: ["{namespace}.svc.cluster.local", "svc.cluster.local", "cluster.local"],
        },
        ssh: { user: "cpln", caPublicKeys: [publicKeys.ed25519] },
        mesh: { istio: true },
        kubevirt: { namespace: "kubevirt" },
        images: { allow: ["quay.io/containerdisks/*"] },
      },
      injection: { at: "vm", secrets: true, whenImpossible: "warn" },
      mutate: true,
      adopt: "asked",
      rules: { "data-disk-source": "off", "bare-instance": "enforce" },
      profiles: [
        {
          name: "audit",
          namespaces: ["legacy-*"],
          rules: { "*": "warn" },
          platform: {},
          injection: { whenImpossible: "warn" },
          mutate: false,
        },
      ],
      exemptions: [
        {
          rules: ["single-network"],
          namespaces: ["gpu"],
          names: ["train-*"],
          reason: "SR-IOV for training",
          owner: "ml-platform",
          expires: "2027-03-31",
        },
      ],
    } satisfies Policy);
  });

  test("what is left out inside of a group gets its default", () => {
    const text = `platform: {dns: {servers: [fd00::a]}, ssh: {caPublicKeys: ["${publicKeys.rsa}"]}}
exemptions: [{rules: ["*"], namespaces: [kube-system], reason: ours}]`;
    const { platform, exemptions } = policyOf(header + text);
    expect(platform.dns?.search).toEqual([]);
    expect(platform.ssh?.user).toBe("cpln");
    expect(exemptions[0]?.names).toEqual(["*"]);
  });

  test("a profile changes only what it names: it gets no defaults", () => {
    const text =
      "profiles: [{name: a, namespaces: [b], platform: {images: {allow: [x]}}, injection: {at: instance}}]";
    const [profile] = policyOf(header + text).profiles;
    expect(profile?.platform).toEqual({ images: { allow: ["x"] } });
    expect(profile?.injection).toEqual({ at: "instance" });
  });

  test.for([
    ["nothing more", "", { "*": "warn" }, "warn", false],
    [
      "a rule of its own",
      ", rules: {boot-disk: enforce}",
      { "*": "warn", "boot-disk": "enforce" },
      "warn",
      false,
    ],
    [
      "another meaning",
      ', rules: {"*": "off"}, injection: {whenImpossible: refuse}, mutate: true',
      { "*": "off" },
      "refuse",
      true,
    ],
  ] as const)("the profile audit with %s", ([, values, rules, whenImpossible, mutate]) => {
    const text = `${header}profiles: [{name: audit, namespaces: ["*"]${values}}]`;
    expect(policyOf(text).profiles[0]).toMatchObject({ rules, injection: { whenImpossible }, mutate });
  });

  test.for([
    ["a bare off is the word", "rules: {boot-disk: off}\n"],
    ["a byte order mark and Windows' line ends", "\r\nrules:\r\n  boot-disk: off\r\n"],
    ["an anchor and its alias", "x"],
  ])("%s", ([situation, text]) => {
    if (situation === "an anchor and its alias") {
      const shared =
        'profiles: [{name: a, namespaces: [a], rules: &r {boot-disk: "off"}}, {name: b, namespaces: [b], rules: *r}]';
      expect(policyOf(header + shared).profiles[1]?.rules).toEqual({ "boot-disk": "off" });
    } else expect(policyOf(`\ufeff${header}${text ?? ""}`).rules).toEqual({ "boot-disk": "off" });
  });

  test("JSON is YAML too", () => {
    const file = { apiVersion: "vmgate.cpln.io/v1", kind: "Policy", ...defaultPolicy };
    expect(policyOf(JSON.stringify(file, null, 2))).toEqual(defaultPolicy);
  });
});

describe("a file that is wrong", () => {
  test.for(wrongFiles)("$situation", ({ text, errors }) => {
    const found = errorsOf(text).map(({ line, path }) => `${line} ${formatPath(path)}`.trim());
    expect(found).toEqual(errors);
  });

  test("each message says what was found, what is allowed and how to fix it", async () => {
    const page = wrongFiles.map(({ situation, text }) => {
      const errors = errorsOf(text);
      for (const { found, allowed, fix } of errors) expect([found, allowed, fix]).not.toContain("");
      return [situation, ...errors.map((error) => `  ${formatPolicyError("policy.yaml", error)}`)].join("\n");
    });
    await expect(`${page.join("\n\n")}\n`).toMatchFileSnapshot("messages.txt");
  });

  test("no message holds a piece of a key, public or private", () => {
    const secret = "b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQ";
    const placed = [
      `platform:\n  ssh:\n    caPublicKeys: ["${secret}"]\n`,
      `platform: {ssh: {caPublicKeys: "${secret}"}}\n`,
      `platform:\n  ssh:\n    caPublicKeys:\n      - |\n        -----BEGIN OPENSSH PRIVATE KEY-----\n        ${secret}\n`,
      `rulez: {}\nplatform:\n-----BEGIN RSA PRIVATE KEY-----\n${secret}: x\n`,
      `profiles: [{name: "-----BEGIN PRIVATE KEY-----${secret}"}]\n`,
      `platform: {ssh: {caPublicKeys: [${publicKeys.nistp256.slice(20, 60)}]}}\n`,
    ];
    for (const text of placed) {
      const messages = errorsOf(header + text).map((error) => formatPolicyError("policy.yaml", error));
      expect(messages.length).toBeGreaterThan(0);
      expect(messages.join("\n")).not.toMatch(/b3Blbn|AAAAE2V/);
    }
  });
});

describe("whatever the file holds", () => {
  test("a private key behind many empty lines is seen on its own line", () => {
    const text = `${header}${"\n".repeat(200_000)}  Private-Lines: 1\n`;
    expect(errorsOf(text)).toMatchObject([{ line: text.split("\n").length - 1, found: "a private key" }]);
  });

  test.for([
    ["lines that YAML refuses", "x: *b\n"],
    ["keys that are unknown", "- {name: x, namespaces: [x], metadata: y}\n"],
  ])("thousands of %s take a moment", ([, line]) => {
    expect(errorsOf(`${header}profiles:\n${(line ?? "").repeat(5000)}`).length).toBeGreaterThan(4999);
  });

  test.for(["[", "{a: ", "- ", "? ", '[{"\n&:'])("%j nested without end is answered", (text) => {
    expect(errorsOf(text.repeat(10_000)).length).toBeGreaterThan(0);
  });

  test("JSON of any form is answered, every error with a line of the file", () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        for (const { line } of errorsOf(text)) expect(line).toBe(1);
        expect(errorsOf(text).length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });

  test("any JSON in any of the policy's groups is answered", () => {
    const group = fc.constantFrom("platform", "injection", "rules", "profiles", "exemptions");
    fc.assert(
      fc.property(
        group,
        fc.jsonValue(),
        fc.constantFrom("dns", "ssh", "name", "rules"),
        (name, value, member) => {
          const inner = [{ [member]: value }];
          for (const content of [value, [value], { [member]: value }, inner]) {
            parsePolicy(`${header}${name}: ${JSON.stringify(content)}`, ruleIds);
          }
        },
      ),
      { numRuns: 500 },
    );
  });

  test("any text is answered, cut anywhere", () => {
    const pieces = fc.constantFrom(
      "rules:",
      "*",
      "&a",
      "\t",
      "\n",
      "- ",
      "{",
      "}",
      "[",
      "]",
      '"',
      "x: ",
      "!t ",
      "|",
      "? ",
      "---\n",
      "%",
      "__proto__: ",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        parsePolicy(header + parts.join(""), ruleIds);
        parsePolicy(parts.join(""), ruleIds);
      }),
      { numRuns: 1000 },
    );
  });
});
