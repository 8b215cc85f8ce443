import { withVm, workloadTable, type WorkloadCase } from "../support/workload.ts";

const at = "spec.vm.cloudInit";
const keys = "cpln://secret/keys";
const withCloudInit = (cloudInit: unknown) => withVm({ cloudInit });
const credential = { sshPublicKeySecret: keys, users: ["ubuntu"] };
const withCredential = (patch: object) => withVm({ accessCredentials: [{ ...credential, ...patch }] });
const entry = "spec.vm.accessCredentials[0]";

workloadTable([
  [
    "a secret itself instead of its name",
    withCloudInit({ sshPublicKeySecrets: ["s3cret"] }),
    `access-credentials invalid ${at}.sshPublicKeySecrets[0]`,
  ],
  [
    "text without a header",
    withCloudInit({ userData: "s3cret" }),
    `advice cloud-init-content invalid ${at}.userData`,
  ],
  [
    "the same in base64",
    withCloudInit({ userDataBase64: btoa("s3cret") }),
    `advice cloud-init-content invalid ${at}.userDataBase64`,
  ],
  [
    "what ends the guest's run",
    withCloudInit({ userData: "#cloud-config-archive\n- type: shell\n  content: echo s3cret\n" }),
    `cloud-init-content invalid ${at}.userData`,
  ],
  [
    "what only cloud-init knows, in Windows",
    withVm({ guestOS: "windows", cloudInit: { userData: "#include\nhttps://example.com/\n" } }),
    `advice cloud-init-content invalid ${at}.userData`,
  ],
  ["the same in Linux", withCloudInit({ userData: "#include\nhttps://example.com/\n" })],
  ["no cloudInit", withCloudInit(null)],
  ["userData", withCloudInit({ userData: "#cloud-config\npassword: s3cret" })],
  ["userDataBase64", withCloudInit({ userDataBase64: "I2Nsb3VkLWNvbmZpZwo=" })],
  ["userDataSecret", withCloudInit({ userDataSecret: "cpln://secret/web" })],
  ["sshPublicKeySecrets alone", withCloudInit({ sshPublicKeySecrets: [keys] })],
  [
    "keys beside user data",
    withCloudInit({ userData: "#!/bin/sh", sshPublicKeySecrets: ["//secret/a", "/org/o/secret/b"] }),
  ],
  ["nothing", withCloudInit({}), `cloud-init-source required ${at}.userData`],
  [
    "empty texts and lists",
    withCloudInit({ userData: "", sshPublicKeySecrets: [] }),
    `cloud-init-source required ${at}.userData`,
  ],
  ["cloudInit of another type", withCloudInit("s3cret"), `cloud-init-source required ${at}.userData`],
  [
    "two sources",
    withCloudInit({ userData: "s3cret", userDataSecret: keys }),
    `cloud-init-source forbidden ${at}`,
  ],
  [
    "three sources",
    withCloudInit({ userData: "a", userDataBase64: "YQ==", userDataSecret: keys }),
    `cloud-init-source forbidden ${at}`,
  ],
  ["an empty text beside a secret", withCloudInit({ userData: "", userDataSecret: keys })],
  ...[5, true, ["s3cret"], { password: "s3cret" }].map((userData): WorkloadCase => [
    `userData ${JSON.stringify(userData)}`,
    withCloudInit({ userData }),
    `cloud-init-source invalid ${at}.userData`,
  ]),
  ...["YQ", "YQ=", "Y-_=", "Y Q=", "s3cret!!", "====", 5, {}].map((userDataBase64): WorkloadCase => [
    `userDataBase64 ${JSON.stringify(userDataBase64)}`,
    withCloudInit({ userDataBase64 }),
    `cloud-init-source invalid ${at}.userDataBase64`,
  ]),
  ["base64 in lines", withCloudInit({ userDataBase64: "I2Nsb3VkLWNv\r\nbmZpZwo=\n" })],
  [
    "a secret that is none",
    withCloudInit({ userDataSecret: "web" }),
    `cloud-init-source invalid ${at}.userDataSecret`,
  ],
  ["16 KiB", withCloudInit({ userData: `#!${"x".repeat(16_382)}` })],
  [
    "16 KiB and one",
    withCloudInit({ userData: "x".repeat(16_385) }),
    `cloud-init-size tooLong ${at}.userData`,
  ],
  [
    "16 KiB and one in two-byte characters",
    withCloudInit({ userData: `x${"é".repeat(8192)}` }),
    `cloud-init-size tooLong ${at}.userData`,
  ],
  ["22,000 characters", withCloudInit({ userDataBase64: "AAAA".repeat(5500) })],
  [
    "22,004 characters",
    withCloudInit({ userDataBase64: "AAAA".repeat(5501) }),
    `cloud-init-size tooLong ${at}.userDataBase64`,
  ],

  ["8 secrets", withCloudInit({ sshPublicKeySecrets: Array.from({ length: 8 }, () => keys) })],
  [
    "9 secrets",
    withCloudInit({ sshPublicKeySecrets: Array.from({ length: 9 }, () => keys) }),
    `access-credentials tooMany ${at}.sshPublicKeySecrets`,
  ],
  [
    "a key itself",
    withCloudInit({ sshPublicKeySecrets: ["ssh-ed25519 AAAA"] }),
    `access-credentials invalid ${at}.sshPublicKeySecrets[0]`,
  ],
  [
    "a null secret",
    withCloudInit({ sshPublicKeySecrets: [null] }),
    `access-credentials required ${at}.sshPublicKeySecrets[0]`,
  ],
  [
    "secrets of another type",
    withCloudInit({ userData: "#!/bin/sh", sshPublicKeySecrets: keys }),
    `access-credentials invalid ${at}.sshPublicKeySecrets`,
  ],

  ["credentials", withVm({ accessCredentials: [credential] })],
  ["no credentials", withVm({ accessCredentials: [] })],
  ["8 credentials", withVm({ accessCredentials: Array.from({ length: 8 }, () => credential) })],
  [
    "9 credentials",
    withVm({ accessCredentials: Array.from({ length: 9 }, () => credential) }),
    "access-credentials tooMany spec.vm.accessCredentials",
  ],
  [
    "credentials of another type",
    withVm({ accessCredentials: credential }),
    "access-credentials invalid spec.vm.accessCredentials",
  ],
  [
    "a null credential",
    withVm({ accessCredentials: [null] }),
    `access-credentials required ${entry}.sshPublicKeySecret`,
    `access-credentials required ${entry}.users`,
  ],
  [
    "no secret",
    withCredential({ sshPublicKeySecret: null }),
    `access-credentials required ${entry}.sshPublicKeySecret`,
  ],
  [
    "a secret of another kind",
    withCredential({ sshPublicKeySecret: "cpln://volumeset/a" }),
    `access-credentials invalid ${entry}.sshPublicKeySecret`,
  ],
  ["no users", withCredential({ users: undefined }), `access-credentials required ${entry}.users`],
  ["an empty list of users", withCredential({ users: [] }), `access-credentials invalid ${entry}.users`],
  ["users of another type", withCredential({ users: "ubuntu" }), `access-credentials invalid ${entry}.users`],
  ["16 users", withCredential({ users: Array.from({ length: 16 }, (_, i) => `u${i}`) })],
  [
    "17 users",
    withCredential({ users: Array.from({ length: 17 }, (_, i) => `u${i}`) }),
    `access-credentials tooMany ${entry}.users`,
  ],
  ...["_apt", "a-b_c1", "a".repeat(32)].map((user): WorkloadCase => [
    `user ${user}`,
    withCredential({ users: [user] }),
  ]),
  ...["1a", "-a", "Ubuntu", "a.b", "", 5, {}].map((user): WorkloadCase => [
    `user ${JSON.stringify(user)}`,
    withCredential({ users: [user] }),
    `access-credentials invalid ${entry}.users[0]`,
  ]),
  [
    "a user of 33",
    withCredential({ users: ["a".repeat(33)] }),
    `access-credentials tooLong ${entry}.users[0]`,
  ],
  ["a null user", withCredential({ users: [null] }), `access-credentials required ${entry}.users[0]`],
  ...["qemuGuestAgent", "configDrive", null].map((deliveryMethod): WorkloadCase => [
    `deliveryMethod ${String(deliveryMethod)}`,
    withCredential({ deliveryMethod }),
  ]),
  ...["noCloud", "QemuGuestAgent", "", 5].map((deliveryMethod): WorkloadCase => [
    `deliveryMethod ${JSON.stringify(deliveryMethod)}`,
    withCredential({ deliveryMethod }),
    `access-credentials notSupported ${entry}.deliveryMethod`,
  ]),
]);
