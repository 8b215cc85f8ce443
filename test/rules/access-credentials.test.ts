import { accessCredentials } from "../../src/rules/access-credentials.ts";
import { ruleTable, type RuleCase } from "../support/rule-table.ts";
import { vm, vmWith, vmWithTemplate } from "../support/vm.ts";

const list = "spec.template.spec.accessCredentials";
const secret = (secretName: unknown): object => ({ source: { secret: { secretName } } });
const agent = (...users: unknown[]): object => ({ propagationMethod: { qemuGuestAgent: { users } } });
const key = (secretName: unknown, method: object = agent("web")): object => ({
  sshPublicKey: { ...secret(secretName), ...method },
});
const by = (propagationMethod: unknown): object => key("keys", { propagationMethod });
const withCredentials = (...accessCredentials: unknown[]): unknown => vmWithTemplate({ accessCredentials });
const many = (count: number): unknown[] => Array.from({ length: count }, (_, i) => key(`keys-${i}`));
const name = `${list}[0].sshPublicKey.source.secret.secretName`;
const users = `${list}[0].sshPublicKey.propagationMethod.qemuGuestAgent.users`;

ruleTable(accessCredentials, [
  ["none", vm()],
  ["an empty list", withCredentials()],
  ["8", withCredentials(...many(8))],
  ["9", withCredentials(...many(9)), `tooMany ${list}`],
  ["noCloud", withCredentials(by({ noCloud: {} }))],
  ["configDrive", withCredentials(by({ configDrive: {} }))],
  [
    "a password",
    withCredentials({ userPassword: { ...secret("pw"), propagationMethod: { qemuGuestAgent: {} } } }),
  ],
  ["a Secret name of 51 characters", withCredentials(key("a".repeat(51)))],
  ["a Secret name of 52 characters", withCredentials(key("a".repeat(52))), `tooLong ${name}`],
  ...["web.keys", "Web", "-web", "web-", "web_keys", 5, {}].map((secretName): RuleCase => [
    `${JSON.stringify(secretName)} can't be mounted`,
    withCredentials(key(secretName)),
    `invalid ${name}`,
  ]),
  ["no Secret name", withCredentials(key(undefined)), `required ${name}`],
  ["an empty Secret name", withCredentials(key("")), `required ${name}`],
  [
    "a Secret three times, by keys and password",
    withCredentials(key("a"), key("a"), {
      userPassword: { ...secret("a"), propagationMethod: { qemuGuestAgent: {} } },
    }),
    `duplicate ${list}[1].sshPublicKey.source.secret.secretName`,
    `duplicate ${list}[2].userPassword.source.secret.secretName`,
  ],
  ["no method", withCredentials(by({})), `required ${list}[0].sshPublicKey.propagationMethod`],
  ["no method at all", withCredentials(by(null)), `required ${list}[0].sshPublicKey.propagationMethod`],
  [
    "two methods",
    withCredentials(by({ noCloud: {}, configDrive: {} })),
    `forbidden ${list}[0].sshPublicKey.propagationMethod.noCloud`,
  ],
  ["neither keys nor password", withCredentials({}), `required ${list}[0].sshPublicKey`],
  [
    "both keys and password",
    withCredentials({ ...key("a"), userPassword: secret("b") }),
    `forbidden ${list}[0].userPassword`,
  ],
  ["16 users", withCredentials(key("a", agent(...Array.from({ length: 16 }, (_, i) => `u${i}`))))],
  [
    "17 users",
    withCredentials(key("a", agent(...Array.from({ length: 17 }, (_, i) => `u${i}`)))),
    `tooMany ${users}`,
  ],
  ["no users", withCredentials(key("a", agent())), `required ${users}`],
  ["users left out", withCredentials(by({ qemuGuestAgent: {} })), `required ${users}`],
  ["users that are no list", withCredentials(by({ qemuGuestAgent: { users: "web" } })), `invalid ${users}`],
  ...["web", "_", "a-b_c9", "a".repeat(32)].map((user): RuleCase => [
    `a user ${user}`,
    withCredentials(key("a", agent(user))),
  ]),
  ["a user of 33 characters", withCredentials(key("a", agent("a".repeat(33)))), `tooLong ${users}[0]`],
  ...["", "9a", "-a", "Web", "a b", "a\n", 5, {}].map((user): RuleCase => [
    `${JSON.stringify(user)} is no user`,
    withCredentials(key("a", agent("web", user))),
    `invalid ${users}[1]`,
  ]),
  [
    "entries that are no objects",
    withCredentials(5, "x"),
    `required ${list}[0].sshPublicKey`,
    `required ${list}[1].sshPublicKey`,
  ],
  ["no list", vmWithTemplate({ accessCredentials: {} })],
  ["no instance spec", vmWith("spec", null)],
]);
