import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import type { Credential, PublicKeys } from "./keys.ts";
import { userSecretName } from "./machine.ts";

/** What is true in a guest at both boots, or at the first and at the second. */
type Truth = string | readonly [string, string];

/** A kind of user data, and what its owner relies on: the same as without vmgate. */
export interface Shape {
  /** The members of the NoCloud volume that the owner wrote; undefined: no such volume. */
  readonly source: (keys: PublicKeys) => object | undefined;
  /** What the Secret `userSecretName` holds as user data. */
  readonly secret?: (keys: PublicKeys) => string;
  /** Whether it is tried on trixie too: where it touches what differs between releases. */
  readonly isOnTrixie?: true;
  /** The name of its NIC; predictable by default. */
  readonly nic?: "eth0";
  /** Who one is after logging in as a user with a credential. */
  readonly logins: Readonly<Record<`${string} ${Credential}`, Truth>>;
  /** What commands print. */
  readonly prints: Readonly<Record<string, Truth>>;
}

const inline =
  (text: (keys: PublicKeys) => string): Shape["source"] =>
  (keys) => ({ userData: text(keys) });

/** The image's own user, to whom the keys of KubeVirt's access credentials go. */
const imageUser = { "debian owner": "debian" } as const;
const noImageUser = { "getent passwd debian || echo none": "none" } as const;

/** 8 kB that don't compress. */
const noise = Array.from({ length: 128 }, (_, i) =>
  createHash("sha256").update(String(i)).digest("hex"),
).join("");

const mimeMessage = `Content-Type: multipart/mixed; boundary="owner"
MIME-Version: 1.0

--owner
Content-Type: text/cloud-config

#cloud-config
runcmd: [echo one >>/root/runcmd]

--owner
Content-Type: text/cloud-config
Merge-Type: list(append)+dict(recurse_list)+str()

#cloud-config
runcmd: [echo two >>/root/runcmd]

--owner
Content-Type: text/x-shellscript
Content-Disposition: attachment; filename="install.sh"

#!/bin/sh
basename "$0" >>/root/script
--owner
Content-Type: text/cloud-boothook

#!/bin/sh
echo hook >>/root/hook
--owner--
`;

const ownSshCa = (keys: PublicKeys): string => `#cloud-config
users:
  - {name: bob, shell: /bin/bash}
write_files:
  - {path: /etc/ssh/owner.ca, content: "${keys["owner-ca"]}\\n"}
  - {path: /etc/ssh/sshd_config.d/10-owner.conf, content: "TrustedUserCAKeys /etc/ssh/owner.ca\\n"}
`;

const ownSshSettings = (keys: PublicKeys): string => `#cloud-config
users:
  - {name: bob, shell: /bin/bash}
  - {name: eve, shell: /bin/bash, ssh_authorized_keys: ["${keys.owner}"]}
write_files:
  - {path: /etc/ssh/owner.ca, content: "${keys["owner-ca"]}\\n"}
  - {path: /etc/ssh/principals/bob, content: "bob\\n"}
  - path: /etc/ssh/sshd_config.d/10-owner.conf
    content: |
      AllowUsers bob
      AuthenticationMethods publickey
      PasswordAuthentication no
      AuthorizedPrincipalsFile /etc/ssh/principals/%u
      TrustedUserCAKeys /etc/ssh/owner.ca
`;

/** The kinds of user data that guests are booted with, each by its name. */
export const shapes: Readonly<Record<string, Shape>> = {
  "cloud-config whose users leave out the image's own": {
    isOnTrixie: true,
    source: inline(
      (keys) => `#cloud-config
bootcmd: [echo boot >>/root/bootcmd]
users:
  - name: bob
    groups: [sudo]
    shell: /bin/bash
    sudo: ALL=(ALL) NOPASSWD:ALL
    ssh_authorized_keys: [${keys.owner}]
`,
    ),
    logins: { "bob owner": "bob", "bob platform-user": "refused" },
    prints: {
      ...noImageUser,
      // The platform's user takes no number of the owner's.
      "id -u bob": "1000",
      "su bob -c 'sudo -n id -un 2>/dev/null'": "root",
      "cat /root/bootcmd": ["boot", "boot\nboot"],
    },
  },
  "write_files, and runcmd with exit 0": {
    source: inline(
      () => `#cloud-config
write_files:
  - {path: /etc/app.conf, permissions: "0640", owner: "root:adm", content: "größe: 漢字 \\n"}
runcmd:
  - echo ran >>/root/runcmd
  - exit 0
  - echo never >>/root/runcmd
`,
    ),
    logins: imageUser,
    prints: {
      "cat /root/runcmd": "ran",
      "stat -c %a:%U:%G /etc/app.conf": "640:root:adm",
      "base64 /etc/app.conf": Buffer.from("größe: 漢字 \n").toString("base64"),
    },
  },
  "a script": {
    source: inline(() => `#!/bin/bash\n# läuft einmal\necho "$(basename "$0") $BASH" >>/root/script\n`),
    logins: imageUser,
    prints: { "cat /root/script": "part-001 /bin/bash" },
  },
  "a MIME message": {
    isOnTrixie: true,
    source: inline(() => mimeMessage),
    logins: imageUser,
    prints: {
      "cat /root/runcmd": "one\ntwo",
      "cat /root/script": "install.sh",
      "cat /root/hook": ["hook", "hook\nhook"],
    },
  },
  "a jinja template": {
    source: inline(
      () => `## template: jinja
#cloud-config
write_files:
  - {path: /root/name, content: "{{ v1.local_hostname }} on {{ v1.distro }}"}
runcmd: ["echo {{ v1.local_hostname }} >>/root/runcmd"]
`,
    ),
    logins: imageUser,
    prints: { "cat /root/name": "web on debian", "cat /root/runcmd": "web" },
  },
  "a compressed cloud-config": {
    source: (keys) => ({
      userDataBase64: gzipSync(
        `#cloud-config\nusers: [default, {name: bob, ssh_authorized_keys: ["${keys.owner}"]}]\n` +
          `write_files: [{path: /root/long, content: "${"0123456789".repeat(400)}"}]\n`,
      ).toString("base64"),
    }),
    logins: { ...imageUser, "bob owner": "bob" },
    prints: { "wc -c </root/long": "4000" },
  },
  "an SSH CA of the owner's": {
    source: inline(ownSshCa),
    logins: {
      "bob owner-bob": "bob",
      "root owner-root": "root",
      "bob owner": "refused",
      "cpln owner-cpln": "refused",
    },
    prints: noImageUser,
  },
  "sshd settings that keep all others out": {
    isOnTrixie: true,
    source: inline(ownSshSettings),
    logins: { "bob owner-bob": "bob", "eve owner": "refused", "bob platform-user": "refused" },
    prints: noImageUser,
  },
  "invalid YAML": {
    source: inline(() => "#cloud-config\nusers: [bob\nruncmd: [touch /root/runcmd]\n"),
    logins: imageUser,
    prints: { "ls /root": "" },
  },
  "no cloud-init volume": {
    isOnTrixie: true,
    source: () => undefined,
    nic: "eth0",
    logins: imageUser,
    prints: { "id -u debian": "1000" },
  },
  "a Secret": {
    source: () => ({ secretRef: { name: userSecretName } }),
    secret: (keys) => `#cloud-config
users: [default, {name: bob, ssh_authorized_keys: ["${keys.owner}"]}]
write_files: [{path: /root/noise, content: "${noise}"}]
runcmd: [echo ran >>/root/runcmd]
`,
    logins: { ...imageUser, "bob owner": "bob" },
    prints: { "cat /root/runcmd": "ran", "cat /root/noise": noise },
  },
  "a cloud-config archive": {
    source: inline(
      () => `#cloud-config-archive
- type: text/cloud-config
  content: |
    runcmd: [echo ran >>/root/runcmd]
- "#!/bin/sh\\nbasename $0 >>/root/script\\n"
`,
    ),
    logins: imageUser,
    prints: { "cat /root/runcmd": "ran", "cat /root/script": "part-002" },
  },
  "an owner's user with the platform user's name": {
    source: inline(
      (keys) => `#cloud-config
users: [default, {name: cpln, ssh_authorized_keys: ["${keys.owner}"]}]
`,
    ),
    logins: { ...imageUser, "cpln owner": "cpln" },
    prints: {},
  },
};
