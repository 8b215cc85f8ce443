import { accessCredentials } from "./access-credentials.ts";
import { bareInstance } from "./bare-instance.ts";
import { bootDiskRule } from "./boot-disk.ts";
import { bootOrder } from "./boot-order.ts";
import { cdromReadOnly } from "./cdrom-read-only.ts";
import { clock } from "./clock.ts";
import { cloudInitContent } from "./cloud-init-content.ts";
import { cloudInitSize } from "./cloud-init-size.ts";
import { cloudInitSource } from "./cloud-init-source.ts";
import { cpuTopology } from "./cpu-topology.ts";
import { dataDiskSource } from "./data-disk-source.ts";
import { diskBus } from "./disk-bus.ts";
import { firmwareIdentity } from "./firmware-identity.ts";
import { guestMemory } from "./guest-memory.ts";
import { guestOs } from "./guest-os.ts";
import { hostname } from "./hostname.ts";
import { imageOrigin } from "./image-origin.ts";
import { importChecksum } from "./import-checksum.ts";
import { importSource } from "./import-source.ts";
import { interfacePorts } from "./interface-ports.ts";
import { meshInjection } from "./mesh-injection.ts";
import { misplacedAnnotation } from "./misplaced-annotation.ts";
import { networkData } from "./network-data.ts";
import { noImage } from "./no-image.ts";
import { probeType } from "./probe-type.ts";
import type { Rule } from "./rule.ts";
import { runStrategy } from "./run-strategy.ts";
import { secureBoot } from "./secure-boot.ts";
import { singleContainer } from "./single-container.ts";
import { singleNetwork } from "./single-network.ts";
import { wholeCoreCpu } from "./whole-core-cpu.ts";

/** Every rule of the contract, in the order in which violations are reported. */
export const rules: readonly Rule[] = [
  singleContainer,
  wholeCoreCpu,
  cpuTopology,
  guestMemory,
  bootDiskRule,
  noImage,
  dataDiskSource,
  diskBus,
  bootOrder,
  cdromReadOnly,
  importSource,
  importChecksum,
  imageOrigin,
  probeType,
  secureBoot,
  singleNetwork,
  meshInjection,
  interfacePorts,
  cloudInitSource,
  cloudInitSize,
  cloudInitContent,
  networkData,
  accessCredentials,
  runStrategy,
  clock,
  hostname,
  firmwareIdentity,
  guestOs,
  misplacedAnnotation,
  bareInstance,
];
