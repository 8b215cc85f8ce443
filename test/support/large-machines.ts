import { mostCharacters } from "../../src/admission/size.ts";
import { vm, vmWithTemplate } from "./vm.ts";

/** A little less than an object may have, so that all of it is looked at. */
const most = mostCharacters - 16 * 1024;

const long = (length: number): string => "a".repeat(length);
const list = <T>(n: number, item: (i: number) => T): T[] => Array.from({ length: n }, (_, i) => item(i));
const withAnnotations = (annotations: object): unknown =>
  vm({ spec: { template: { metadata: { annotations } } } });
const withSource = (source: object): unknown =>
  vm({ spec: { dataVolumeTemplates: [{ metadata: { name: "d" }, spec: { source } }] } });
const withImage = (image: string): unknown =>
  vmWithTemplate({ volumes: [{ name: "root", containerDisk: { image } }] });
const withUserData = (source: object): unknown =>
  vmWithTemplate({
    volumes: [
      { name: "root", persistentVolumeClaim: { claimName: "r" } },
      { name: "ci", cloudInitNoCloud: source },
    ],
  });

/** Machines that are nearly all one text, or as many as there may be: each aimed at a copy that somebody might make. */
export const largeMachines: Readonly<Record<string, () => unknown>> = {
  "a name above thousands of wrong ports": () =>
    vmWithTemplate({
      domain: {
        devices: {
          interfaces: [{ name: long(most), masquerade: {}, ports: list(3000, () => ({ port: 15001 })) }],
        },
      },
    }),
  "names of disks and volumes": () =>
    vmWithTemplate({
      domain: {
        devices: {
          disks: list(1000, (i) => ({ name: long(740) + String(i), disk: { bus: "ide" }, bootOrder: 1 })),
        },
      },
      volumes: list(1000, (i) => ({ name: long(740) + String(i), containerDisk: { image: "a" } })),
    }),
  "a container image": () => withImage(long(most)),
  "a container image outside ASCII": () => withImage("€".repeat(most / 3)),
  "a container image of quotes": () => withImage('"'.repeat(most / 2)),
  "a source of a kind that is not imported": () => withSource({ gcs: { url: long(most) } }),
  "a URL": () => withSource({ http: { url: `http://${long(most)}` } }),
  "a URL of slashes": () => withSource({ registry: { url: `docker://${"a/".repeat(most / 2)}` } }),
  "hook sidecars": () => withAnnotations({ "hooks.kubevirt.io/hookSidecars": long(most) }),
  "hook sidecars of brackets": () => withAnnotations({ "hooks.kubevirt.io/hookSidecars": "[".repeat(most) }),
  "annotations of the mesh": () =>
    withAnnotations(Object.fromEntries(list(3000, (i) => [`x.istio.io/a${i}`, long(480)]))),
  "the key of an annotation": () => withAnnotations({ [`${long(most)}.istio.io/a`]: "a" }),
  "a recorded restore": () => withAnnotations({ "vm.cpln.io/restored": `[${"[],".repeat(16_000)}[]]` }),
  "a kernel's arguments": () =>
    vmWithTemplate({
      domain: { firmware: { kernelBoot: { kernelArgs: long(most) } } },
    }),
  "user data": () => withUserData({ userData: long(most) }),
  "network data of brackets": () => withUserData({ userData: "#!/bin/sh", networkData: "[".repeat(most) }),
  "a time zone": () => vmWithTemplate({ domain: { clock: { timezone: "A/".repeat(most / 2) } } }),
  "a quantity": () => vmWithTemplate({ domain: { resources: { limits: { cpu: `1.${"0".repeat(most)}` } } } }),
  "a name": () => vm({ metadata: { name: long(most) }, spec: { runStrategy: "Once" } }),
  "twice what is looked at": () => withImage(long(2 * most)),
  "what no rule looks at": () => vm({ metadata: { labels: { a: long(most) } } }),
};
