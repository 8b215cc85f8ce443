import { afterEach, describe, inject } from "vitest";
import { createGuest, type Guest } from "./guest.ts";

/** Tests over guests, which are removed after the test that created them; skipped where none can run. */
export function describeGuest(name: string, body: (create: () => Promise<Guest>) => void): void {
  const tree = inject("guestTree");
  describe.skipIf(tree === null)(name, () => {
    const guests: Guest[] = [];
    afterEach(async () => {
      for (const guest of guests.splice(0)) await guest.remove();
    });
    body(async () => {
      const guest = await createGuest(tree ?? "");
      guests.push(guest);
      return guest;
    });
  });
}
