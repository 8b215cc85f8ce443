import { Field } from "../field/field.ts";
import { noCertificate, type CertificateData } from "../certs/stored.ts";
import type { ApiClient } from "./api-client.ts";
import { DeniedError, reasonOf } from "./api-failure.ts";
import { secretPath, secretsPath } from "./secret-path.ts";

/** A Secret as it was read: its data decoded, and its version; undefined where there is no Secret. */
export interface CertificateSecret {
  readonly data: CertificateData;
  readonly resourceVersion: string | undefined;
}

/** A Secret's namespace and name. */
export interface SecretName {
  readonly namespace: string;
  readonly name: string;
}

/** Reads the Secret of the certificate. @throws when the API server does not give it, with the reason */
export async function readCertificateSecret(
  api: ApiClient,
  { namespace, name }: SecretName,
  signal: AbortSignal,
): Promise<CertificateSecret> {
  const path = secretPath(namespace, name);
  const answer = await api.request("GET", path, signal);
  if (answer.status === 404) return { data: noCertificate, resourceVersion: undefined };
  if (answer.status !== 200) throw new DeniedError(reasonOf(answer, "GET", path));
  const secret = Field.root(answer.body);
  const text = (key: keyof CertificateData): string =>
    Buffer.from(secret.at("data", key).string ?? "", "base64").toString();
  return {
    data: {
      "ca.crt": text("ca.crt"),
      "ca.key": text("ca.key"),
      "tls.crt": text("tls.crt"),
      "tls.key": text("tls.key"),
    },
    resourceVersion: secret.at("metadata", "resourceVersion").string,
  };
}

/**
 * Writes the Secret if it is still in the version that was read, or makes it if there was none; false where another
 * replica was first.
 * @throws when the API server refuses it, with the reason
 */
export async function writeCertificateSecret(
  api: ApiClient,
  { namespace, name }: SecretName,
  { data, resourceVersion }: { readonly data: CertificateData; readonly resourceVersion: string | undefined },
  signal: AbortSignal,
): Promise<boolean> {
  const encoded = Object.entries(data).map(
    ([key, text]) => [key, Buffer.from(text).toString("base64")] as const,
  );
  const collection = secretsPath(namespace);
  const metadata = { name, namespace, ...(resourceVersion === undefined ? {} : { resourceVersion }) };
  const [method, path] =
    resourceVersion === undefined
      ? (["POST", collection] as const)
      : (["PUT", [...collection, name]] as const);
  const answer = await api.request(method, path, signal, { metadata, data: Object.fromEntries(encoded) });
  if (answer.status < 300) return true;
  // Created, changed or deleted since it was read.
  if (answer.status === 409 || answer.status === 404) return false;
  throw new DeniedError(reasonOf(answer, method, path));
}
