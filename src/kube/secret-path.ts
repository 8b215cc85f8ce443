/** The path of a namespace's Secrets in the API, in segments. */
export function secretsPath(namespace: string): readonly string[] {
  return ["api", "v1", "namespaces", namespace, "secrets"];
}

/** The path of one Secret. */
export function secretPath(namespace: string, name: string): readonly string[] {
  return [...secretsPath(namespace), name];
}
