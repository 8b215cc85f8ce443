import { bootDiskSize } from "./boot-disk-size.ts";
import { bootOrder } from "./boot-order.ts";
import { bootloader, secureBoot } from "./bootloader.ts";
import { cpuTopology } from "./cpu-topology.ts";
import type { Default } from "./default.ts";
import { diskBus } from "./disk-bus.ts";
import { diskEntry } from "./disk-entry.ts";
import { guestOs } from "./guest-os.ts";
import { mesh } from "./mesh.ts";
import { interfaces, masquerade, networks } from "./network.ts";
import { runStrategy } from "./run-strategy.ts";
import { sshPort } from "./ssh-port.ts";
import { timezone } from "./timezone.ts";

/** Every default of the contract (§3), in the order in which they are applied. */
export const defaults: readonly Default[] = [
  runStrategy,
  cpuTopology,
  diskEntry,
  diskBus,
  bootOrder,
  bootDiskSize,
  bootloader,
  secureBoot,
  networks,
  interfaces,
  masquerade,
  sshPort,
  timezone,
  guestOs,
  mesh,
];
