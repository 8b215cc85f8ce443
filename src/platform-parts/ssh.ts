import { platformPart } from "./part.ts";
import { boothook, windowsTrust } from "./scripts.ts";
import { boothookPart, fillIn } from "./text.ts";

/** SSH trust: a user whose logins the platform's CA signs. Sources: CLOUD-INIT.md §3.4, §5 (Windows). */
export const ssh = platformPart({
  id: "ssh",
  schema: {
    type: "object",
    description: "SSH trust of the guests: logins signed by the platform's CA. If omitted, none is injected.",
    allowed: "a mapping of user and caPublicKeys",
    properties: {
      user: {
        type: "string",
        description: "The platform's user in every guest; a certificate must name it as a principal.",
        format: "user-name",
        default: "cpln",
        allowed: "a user name, at most 32 of a-z 0-9 _ -, the first a letter or _, and not root",
        examples: ["cpln"],
      },
      caPublicKeys: {
        type: "array",
        description:
          "Public keys of the CAs whose certificates may log in as that user; two during a rotation.",
        minItems: 1,
        items: {
          type: "string",
          description: "Public key of an SSH CA.",
          format: "ssh-public-key",
          allowed:
            "one line of an OpenSSH public key file: type (ed25519, ecdsa or rsa), key, optional comment",
          examples: ["ssh-ed25519 AAAA… platform CA"],
        },
        allowed: "a list of OpenSSH public keys",
        examples: [["ssh-ed25519 AAAA… platform CA"]],
      },
    },
    required: ["caPublicKeys"],
    additionalProperties: false,
  },
  whenMissing: "guests do not trust an SSH CA of the platform",
  gives: ["SSH trust"],
  values: ({ user, caPublicKeys }) =>
    caPublicKeys.length === 0 ? undefined : { user, caPublicKeys: caPublicKeys.map(withoutComment) },
  userData: ({ user, caPublicKeys }, { guestOs }) => {
    const values = { USER: user, CA: caPublicKeys.join("\n") };
    return guestOs === "windows"
      ? { order: 20, gives: "SSH trust", texts: [fillIn(windowsTrust, values)] }
      : // First on Linux: the platform gets in even where a later part fails.
        { order: 10, gives: "SSH trust", texts: [boothookPart("vmgate", fillIn(boothook, values))] };
  },
});

/** Type and key: the guest does not need the comment, and it would take room from the user's data. */
function withoutComment(key: string): string {
  return key.split(" ").slice(0, 2).join(" ");
}
