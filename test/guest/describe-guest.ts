import { afterEach, describe, inject } from "vitest";
import { createGuest, type Guest } from "./guest.ts";
import type { Release } from "./tree.ts";

/**
 * Tests over guests, which are removed after the test that created them; skipped where none can run.
 * @param body its argument creates a guest, of bookworm unless said otherwise
 */
export function describeGuest(
  name: string,
  body: (create: (release?: Release) => Promise<Guest>) => void,
): void {
  const trees = inject("guestTrees");
  describe.skipIf(trees === null)(name, () => {
    const guests: Guest[] = [];
    afterEach(async () => {
      for (const guest of guests.splice(0)) await guest.remove();
    });
    body(async (release = "bookworm") => {
      const guest = await createGuest(trees?.[release] ?? "");
      guests.push(guest);
      return guest;
    });
  });
}
