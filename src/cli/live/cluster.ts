import { reasonOf } from "../../files/read-file.ts";
import type { ApiClient } from "../../kube/api-client.ts";

/** What --kubeconfig is for. */
export const kubeconfigHelp =
  "the cluster (default: as kubectl has it, by $KUBECONFIG, ~/.kube/config or the pod's service account)";

/**
 * Reads or writes something in a cluster; or gives why that can't be, in one line.
 * @param kubeconfig the file that a flag names; else it is found as kubectl finds it
 * @param failure what the line begins with, such as `the cluster could not be read`
 */
export async function withCluster<T>(
  kubeconfig: string | undefined,
  failure: string,
  work: (api: ApiClient) => Promise<T>,
): Promise<{ readonly value: T } | { readonly problem: string }> {
  // Other commands must not load the library of the cluster.
  const [{ openUsersApiClient }, { failureOf }] = await Promise.all([
    import("../../kube/api-client.ts"),
    import("../../kube/api-failure.ts"),
  ]);
  let api: ApiClient | undefined;
  try {
    api = await openUsersApiClient(kubeconfig);
  } catch (error) {
    return { problem: `--kubeconfig: cannot be read (${reasonInWords(error)})` };
  }
  if (api === undefined) return { problem: "--kubeconfig: must name a cluster; add it, or set KUBECONFIG" };
  try {
    return { value: await work(api) };
  } catch (error) {
    return { problem: `${failure}: ${failureOf(error)}` };
  } finally {
    api.close();
  }
}

/** Further lines of a parser's error repeat the file, and perhaps a token in it. */
function reasonInWords(error: unknown): string {
  if (!(error instanceof Error) || "code" in error) return reasonOf(error);
  return error.message.split("\n", 1)[0] ?? "";
}
