/** How vmgate is called in its cluster. */
export interface ClusterNames {
  /** The namespace of the Service and of the Secret. */
  readonly namespace: string;
  /** The name of the Service and of both webhook configurations; the Secret's is this and `-certificate`. */
  readonly name: string;
}

/** The DNS names of the Service; the API server calls it by the first. */
export function serviceHosts({ namespace, name }: ClusterNames): readonly [string, ...string[]] {
  const host = `${name}.${namespace}.svc`;
  return [host, `${host}.cluster.local`];
}
