import { afterEach, describe, inject } from "vitest";
import { createGuest, type Files, type Guest } from "./guest.ts";
import type { Images } from "./layers.ts";
import type { Release } from "./tree.ts";

/** An image of a release, and files that it has in place of what is there. */
interface Disk {
  readonly image: keyof Images;
  readonly changes: Files;
}

/**
 * Tests over guests, which are removed after the test that created them; skipped where none can run.
 * @param body its argument creates a guest, of bookworm with netplan unless said otherwise
 */
export function describeGuest(
  name: string,
  body: (create: (release?: Release, disk?: Disk) => Promise<Guest>) => void,
): void {
  const images = inject("guestImages");
  describe.skipIf(images === null)(name, () => {
    const guests: Guest[] = [];
    afterEach(async () => {
      for (const guest of guests.splice(0)) await guest.remove();
    });
    body(async (release = "bookworm", { image, changes } = { image: "netplan", changes: {} }) => {
      const guest = await createGuest(images?.[release][image] ?? "", changes);
      guests.push(guest);
      return guest;
    });
  });
}
