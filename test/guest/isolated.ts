/** A kind of namespace, by its option of unshare(1). */
export type Namespace = "mount" | "uts" | "ipc" | "pid" | "net";

/**
 * The command line that runs another one in namespaces of its own. Its mounts, processes and links end with it, and
 * it ends with the process that starts it, even one that is killed.
 */
export function isolated(
  namespaces: readonly Namespace[],
  command: readonly string[],
): readonly [string, readonly string[]] {
  return [
    "setpriv",
    [
      "--pdeathsig",
      "KILL",
      "unshare",
      ...namespaces.map((namespace) => `--${namespace}`),
      "--propagation",
      "private",
      "--fork",
      "--kill-child",
      "--",
      ...command,
    ],
  ];
}
