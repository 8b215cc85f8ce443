/**
 * The key types that sshd takes as a certificate authority's (OpenSSH 9, CASignatureAlgorithms), each with the
 * number of fields of its key behind the type (RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4, OpenSSH PROTOCOL.u2f).
 */
const fieldsOfType: Readonly<Record<string, number>> = {
  "ssh-ed25519": 1,
  "ssh-rsa": 2,
  "ecdsa-sha2-nistp256": 2,
  "ecdsa-sha2-nistp384": 2,
  "ecdsa-sha2-nistp521": 2,
  "sk-ssh-ed25519@openssh.com": 2,
  "sk-ecdsa-sha2-nistp256@openssh.com": 3,
};

/** Type, key in base64, comment. The comment stays clear of what a shell would read: the line goes into a script. */
const form = /^([a-z0-9@.-]+) ([A-Za-z0-9+/]+={0,2})( [A-Za-z0-9 @.,:;_+=/()[\]#*-]*)?$/;

/** Whether a text is the line of an OpenSSH public key file, whole: the key's own fields fill it exactly. */
export function isSshPublicKey(text: string): boolean {
  const [, type = "", base64 = ""] = form.exec(text) ?? [];
  if (!Object.hasOwn(fieldsOfType, type) || base64.length % 4 !== 0) return false;
  const [typeInKey, ...fields] = readFields(atob(base64));
  return typeInKey === type && fields.length === fieldsOfType[type] && !fields.includes("");
}

/** The fields of a key, each after its length in four bytes; none when they do not fill it exactly. */
function readFields(bytes: string): readonly string[] {
  const fields: string[] = [];
  let at = 0;
  while (at < bytes.length) {
    const start = at + 4;
    const end = start + readLength(bytes, at);
    if (end > bytes.length) return [];
    fields.push(bytes.slice(start, end));
    at = end;
  }
  return fields;
}

function readLength(bytes: string, at: number): number {
  let length = 0;
  for (let i = at; i < at + 4; i++) length = length * 256 + (i < bytes.length ? bytes.charCodeAt(i) : 0);
  return length;
}

/** How private keys begin: PEM and OpenSSH, an OpenSSH key without its frame (base64 of "openssh-key-v1"), PuTTY. */
const privateKeySigns = [/-----BEGIN [A-Z0-9 ]*PRIVATE KEY/, /b3BlbnNzaC1rZXktdjE/, /^[ \t]*Private-Lines:/m];

/** Where in a text a private key begins, as an offset, or undefined when none is seen. */
export function findPrivateKey(text: string): number | undefined {
  const offsets = privateKeySigns.map((sign) => text.search(sign)).filter((offset) => offset >= 0);
  return offsets.length === 0 ? undefined : Math.min(...offsets);
}
