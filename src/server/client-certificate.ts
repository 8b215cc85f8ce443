import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { certificatesIn } from "../certs/chain.ts";
import { readText } from "../files/read-file.ts";
import type { Problems } from "./cluster-options.ts";

/** Whose reviews are accepted: those of a client with a certificate of these authorities. */
export interface ClientAuthority {
  readonly file: string;
  /** What the file holds: certificates in PEM. */
  readonly ca: string;
  /** Common names, one of which the client must have; none: any. */
  readonly allowedNames: readonly string[];
}

/** The flags about clients, as typed. */
export interface ClientFlags {
  readonly clientCa?: string;
  readonly clientAllowedNames?: string;
}

/** Reads the flags and the file. Never throws. */
export async function readClientAuthority({
  clientCa: file,
  clientAllowedNames: names,
}: ClientFlags): Promise<{ readonly clients?: ClientAuthority } | Problems> {
  if (file === undefined) {
    if (names === undefined) return {};
    const fix = "add --client-ca, or omit the flag";
    return { problems: [`--client-allowed-names: must be set together with --client-ca; ${fix}`] };
  }
  const allowedNames = (names ?? "").split(",").filter((name) => name !== "");
  if (names !== undefined && allowedNames.length === 0) {
    const fix = "use for example kube-apiserver, or omit the flag";
    return {
      problems: [
        `--client-allowed-names: ${JSON.stringify(names)}: must be common names with commas between; ${fix}`,
      ],
    };
  }
  const read = await readText(file);
  const quoted = JSON.stringify(file);
  const found = "reason" in read ? `cannot read ${quoted} (${read.reason})` : `${quoted} has other content`;
  const ca = "text" in read ? read.text : "";
  if (certificatesIn(ca).length > 0) return { clients: { file, ca, allowedNames } };
  const fix = "name the authority of the API server's client certificate, or omit the flag";
  return {
    problems: [`--client-ca: ${found}: must be certificates in PEM; ${fix}`],
  };
}

/** Why a connection may not send reviews; undefined where it may. */
export type CheckClient = (socket: Socket) => string | undefined;

/** Checks each connection once. The handshake itself succeeds without a certificate, so that the client gets a response in words. */
export function createClientCheck({ allowedNames }: Pick<ClientAuthority, "allowedNames">): CheckClient {
  const checked = new WeakMap<Socket, { readonly refusal: string | undefined }>();
  return (socket) => {
    const known = checked.get(socket);
    if (known !== undefined) return known.refusal;
    const refusal = refusalOf(socket, allowedNames);
    checked.set(socket, { refusal });
    return refusal;
  };
}

function refusalOf(socket: Socket, allowedNames: readonly string[]): string | undefined {
  const isVerified = socket instanceof TLSSocket && socket.authorized;
  if (!isVerified) return "a client certificate of the authority in --client-ca is required.";
  if (allowedNames.length === 0) return undefined;
  const { CN: name } = socket.getPeerCertificate().subject;
  return allowedNames.some((allowed) => allowed === name)
    ? undefined
    : "the common name of the client certificate is not in --client-allowed-names.";
}
