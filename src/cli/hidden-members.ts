/** Members whose values are never shown: what is for the guest alone, and the copy that kubectl keeps of the object. */
const hidden: ReadonlySet<unknown> = new Set([
  "userData",
  "userDataBase64",
  "networkData",
  "networkDataBase64",
  "kubectl.kubernetes.io/last-applied-configuration",
]);

/** Whether the value of a member of this name is never shown. */
export function isHiddenMember(name: unknown): boolean {
  return hidden.has(name);
}
