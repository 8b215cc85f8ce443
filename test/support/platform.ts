import type { Platform } from "../../src/policy/policy.ts";

/** An SSH CA's public key. Its private half was thrown away. */
export const caPublicKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJIrSb8X2MzRj3gJGsfZ4cEYlfYFQGNsQ3oJ3hPzN3Mq";

/** A platform with two name servers, two search domains and one SSH CA. */
export const platform: Platform = {
  dns: {
    servers: ["10.96.0.10", "10.96.0.11"],
    search: ["{namespace}.svc.cluster.local", "svc.cluster.local"],
  },
  ssh: { user: "cpln", caPublicKeys: [`${caPublicKey} platform CA`] },
  mesh: { istio: false },
  kubevirt: { namespace: "kubevirt" },
};
