import type { ApiClient } from "../../kube/api-client.ts";

/**
 * Reads or writes something in a cluster; or gives why that can't be, in one line.
 * @param kubeconfig the file that a flag names; else $KUBECONFIG, or the pod's account
 * @param failure what the line begins with, such as `the cluster could not be read`
 */
export async function withCluster<T>(
  kubeconfig: string | undefined,
  failure: string,
  work: (api: ApiClient) => Promise<T>,
): Promise<{ readonly value: T } | { readonly problem: string }> {
  // Other commands must not load the library of the cluster.
  const [{ openApiClient }, { failureOf }] = await Promise.all([
    import("../../kube/api-client.ts"),
    import("../../kube/api-failure.ts"),
  ]);
  let api: ApiClient | undefined;
  try {
    api = await openApiClient(kubeconfig ?? process.env["KUBECONFIG"]);
    if (api === undefined) return { problem: "--kubeconfig: must name a cluster; add it, or set KUBECONFIG" };
    return { value: await work(api) };
  } catch (error) {
    return { problem: `${failure}: ${failureOf(error)}` };
  } finally {
    api?.close();
  }
}
