import type { Guest, PartValues } from "../platform-parts/part.ts";
import { reread, windowsBoot } from "../platform-parts/scripts.ts";
import { boothookPart, mimePart } from "../platform-parts/text.ts";

/**
 * The platform parts of a guest's user data, each with its headers, in order; none where there is nothing to
 * inject. Sources: CLOUD-INIT.md §3.2 (reread), §5 (Windows).
 */
export function platformParts(values: readonly PartValues[], guest: Guest): readonly string[] {
  const parts = values
    .flatMap((part) => part.userData(guest) ?? [])
    .toSorted((a, b) => a.order - b.order)
    .flatMap(({ texts }) => texts);
  if (parts.length === 0) return [];
  // Status 0: anything else would reboot or skip the user's part.
  if (guest.guestOs === "windows") {
    return [mimePart("x-shellscript", "vmgate.ps1", [windowsBoot, ...parts, "exit 0"].join("\n"))];
  }
  // Boothooks of a ConfigDrive change what cloud-init read before: the last of them has it read again.
  return guest.kind === "cloudInitNoCloud" ? parts : [...parts, boothookPart("vmgate-reread", reread)];
}
