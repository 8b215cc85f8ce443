/** Whether the name of an annotation or label is the mesh's: of `istio.io` or a domain below it. */
export function isMeshKey(key: string): boolean {
  const slash = key.indexOf("/");
  if (slash < 0) return false;
  const domain = key.slice(0, slash);
  return domain === "istio.io" || domain.endsWith(".istio.io");
}

/**
 * Whether an annotation makes the mesh put a container, an image or a volume of the owner's choice into the pod
 * (Istio pkg/kube/inject: templates, reinsertOverrides, and the sidecar template's proxyImage, userVolume,
 * userVolumeMount).
 */
export function bringsContainer(key: string): boolean {
  if (!isMeshKey(key)) return false;
  if (key === "inject.istio.io/templates" || key === "proxy.istio.io/overrides") return true;
  const name = key.slice(key.indexOf("/") + 1);
  return name === "proxyImage" || name.startsWith("userVolume");
}
