/**
 * Most bytes of user data that is written inline: of its content after decompression, and again of all that is
 * opened in it. It is four times what the platform takes from a Secret, and a few milliseconds of work.
 */
export const inlineBudget = 64 * 1024;

/** The same of user data in a Secret or in a file. */
export const largestBudget = 256 * 1024;

/**
 * Most steps for each byte of the budget. What a person writes takes fewer than ten: all analyses are linear, and
 * this only holds should one of them turn out not to be.
 */
const stepsPerByte = 64;

/**
 * What a part and a node of YAML take of the budget besides their text: each takes some hundred bytes of memory and
 * may have one character. A person's have more than these.
 */
export const partCost = 64;
export const nodeCost = 8;

/** There is more than the budget allows, or it is nested more deeply than is looked into. */
export class OverBudget extends Error {}

/**
 * What one review of user data may still open and do. The sum counts: what is inside a MIME part, an archive
 * entry (an alias is one more copy) or gzip is taken from the same budget as the rest. A budget counts bytes and
 * steps and no time, so that the same user data always gets the same answer.
 */
export class Budget {
  /** Most bytes that the content itself may have; it is not taken from what is left. */
  readonly limit: number;
  #bytesLeft: number;
  #steps = 0;

  constructor(limit: number = largestBudget) {
    this.limit = limit;
    this.#bytesLeft = limit;
  }

  /** Bytes that may still be opened. */
  get bytesLeft(): number {
    return this.#bytesLeft;
  }

  /** Steps done so far. */
  get steps(): number {
    return this.#steps;
  }

  /** Whether there is something that was not looked at; nothing more is then. */
  get isOver(): boolean {
    return this.#bytesLeft < 0 || this.#steps > this.limit * stepsPerByte;
  }

  /**
   * Takes the bytes of something that is to be opened.
   * @throws OverBudget when there are not as many left.
   */
  open(bytes: number): void {
    this.#bytesLeft -= bytes;
    if (this.isOver) throw new OverBudget();
  }

  /**
   * Counts work, about a character or a node a step.
   * @throws OverBudget when it is more than any sensible user data takes.
   */
  spend(steps: number): void {
    this.#steps += steps;
    if (this.isOver) throw new OverBudget();
  }
}

/** What `look` gives, or what `otherwise` gives where that goes over the budget. */
export function withinBudget<T>(look: () => T, otherwise: () => T): T {
  try {
    return look();
  } catch (error) {
    if (error instanceof OverBudget) return otherwise();
    throw error;
  }
}
