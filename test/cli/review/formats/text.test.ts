import { stringify } from "yaml";
import { expect, test } from "vitest";
import { text } from "../../../../src/cli/review/formats/text.ts";
import { allowsColour, coloured, plain } from "../../../../src/cli/style.ts";
import { reportOn, reportOnEverything } from "../../../support/report.ts";
import { vm } from "../../../support/vm.ts";

const wanted = `./allowed.yaml:1: VirtualMachine shop/web allowed
    + spec.template.metadata.annotations[vm.cpln.io/defaulted]: "{\\"vm\\":\\"shop/web\\",\\"fields\\":{\\"clock.timezone\\":\\"5a06dc2b\\"}}"
    + spec.template.spec.domain.clock: {"timezone":"UTC"}

shop/refused.yaml:1: VirtualMachine shop/web refused
shop/refused.yaml:LINE:18: error: spec.template.spec.domain.resources.requests.cpu: Invalid value: "1500m": must be a whole number of cores, at least 1 [whole-core-cpu]
    LINE | cpu: 1500m
       |      ^^^^^
    fix: use "2"
shop/refused.yaml:LINE:27: error: spec.template.spec.domain.firmware.bootloader.efi.secureBoot: Forbidden: must be false: this platform does not support Secure Boot [secure-boot]
    LINE | secureBoot: true
       |             ^^^^
    fix: set secureBoot: false

shop/warned.yaml:1: VirtualMachine shop/web allowed
`;

test("objects, problems with their lines, defaults, what was skipped, and the counts", async () => {
  const printed = text(await reportOnEverything(), plain);
  expect(
    printed.replaceAll(/yaml:[2-9]\d:/g, "yaml:LINE:").replaceAll(/^ {4}\d+ \|/gm, "    LINE |"),
  ).toContain(wanted);
  expect(printed).toMatch(
    /\nshop\/warned\.yaml:\d+:16: warning: spec\.runStrategy: "Sometimes".* \[run-strategy\]\n/,
  );
  expect(printed).toMatch(/\n\nbroken\.yaml:3: unreadable\nbroken\.yaml:3:1: error: .* \[unreadable\]\n\n/);
  expect(printed).toMatch(
    /\n\nskipped: 1 ConfigMap, 1 Service\n2 allowed, 1 refused, 2 skipped, 1 unreadable, 1 warning\n$/,
  );
});

test("colours add nothing but marks", async () => {
  const report = await reportOnEverything();
  const printed = text(report, coloured);
  expect(printed.replaceAll(/\u001b\[\d+m/g, "")).toBe(text(report, plain));
  expect(printed).toContain("\u001b[31merror:\u001b[39m");
  expect(printed).toContain("\u001b[33mwarning:\u001b[39m");
});

test.for([
  ["nothing set", {}, true],
  ["NO_COLOR", { NO_COLOR: "1" }, false],
  ["an empty NO_COLOR, which sets nothing", { NO_COLOR: "" }, true],
  ["a terminal without colours", { TERM: "dumb" }, false],
] as const)("the environment allows colours: %s", ([, environment, allowed]) => {
  expect(allowsColour(environment)).toBe(allowed);
});

const cloudInit = (userData: string, more: object = {}): string =>
  stringify(
    vm({
      spec: {
        template: {
          spec: { volumes: [{ name: "ci", cloudInitNoCloud: { userData, ...more } }] },
        },
      },
    }),
  );

test.for<[situation: string, part: string]>([
  ["a quoted text", cloudInit("#cloud-config\npassword: hunter2 \n").replace("|", '"x hunter2"')],
  [
    "in flow style",
    'volumes: [{name: ci, cloudInitNoCloud: {userData: "hunter2", userDataBase64: hunter2}}]',
  ],
  [
    "a plain word",
    "volumes:\n- name: ci\n  cloudInitNoCloud:\n    userDataBase64: hunter2\n    userData: hunter2\n",
  ],
  [
    "network data",
    "volumes:\n- {name: ci, cloudInitNoCloud: {networkData: hunter2, networkDataBase64: hunter2}}\n",
  ],
  [
    "one line of JSON",
    JSON.stringify({
      volumes: [{ name: "ci", cloudInitNoCloud: { userData: "hunter2", userDataBase64: "a" } }],
    }),
  ],
])("no excerpt shows user data: %s", async ([, part]) => {
  const indented = part.includes("apiVersion")
    ? part
    : `apiVersion: kubevirt.io/v1\nkind: VirtualMachine\nmetadata: {name: web}\nspec:\n  template:\n    spec:\n${part.replaceAll(/^/gm, "      ")}\n`;
  const report = await reportOn({ "a.yaml": indented.replace(/^ {6}\{/m, "      {") });
  const printed = text(report, plain);
  expect(report.summary.refused + report.summary.unreadable).toBe(1);
  expect(printed).not.toContain("hunter2");
});
