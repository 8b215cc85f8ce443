import type { Io } from "./io.ts";

/** How long a run takes before it shows that it goes on, and how often it then does, in milliseconds. */
const firstMs = 500;
const everyMs = 250;

/** Says on a terminal how far a long run is: one line, without colours, which goes away at the end. */
export class Progress {
  readonly #io: Pick<Io, "stderr" | "showsProgress">;
  readonly #now: () => number;
  #next: number;
  #shown = 0;

  /** @param now milliseconds since any time */
  constructor(io: Pick<Io, "stderr" | "showsProgress">, now: () => number = () => performance.now()) {
    this.#io = io;
    this.#now = now;
    this.#next = now() + firstMs;
  }

  /** Shows how many objects have been reviewed, unless it has just done so. */
  show(objects: number): void {
    if (this.#io.showsProgress !== true) return;
    const now = this.#now();
    if (now < this.#next) return;
    this.#next = now + everyMs;
    this.#write(`${objects} objects reviewed`);
  }

  /** Takes the line away. */
  end(): void {
    if (this.#shown > 0) this.#write("");
  }

  /** Blanks go over what is left of a longer line: a terminal without escape sequences has no other way. */
  #write(text: string): void {
    const end = text === "" ? "\r" : "";
    this.#io.stderr.write(`\r${text.padEnd(this.#shown)}${end}`);
    this.#shown = text.length;
  }
}

/** Whether a program with this environment may show it; its standard error is a terminal. CI systems set CI. */
export function allowsProgress({
  CI = "",
  TERM = "",
}: Readonly<Record<string, string | undefined>>): boolean {
  return CI === "" && TERM !== "dumb";
}
