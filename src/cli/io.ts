/** Where a command writes text; `fd` where that is a file descriptor of this process. */
interface Output {
  write(text: string | Uint8Array): unknown;
  readonly fd?: number;
}

/** What a command may use of its process. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  /** What the program was called as, for its help; `vmgate` unless given. */
  readonly name?: string;
  /** Where to look for a policy; the process' own unless given. */
  readonly workingDirectory?: string;
  /** Whether standard output is a terminal whose user wants colours. */
  readonly hasColour?: boolean;
  /** How wide that terminal is, in characters. */
  readonly columns?: number;
  /** Whether standard error is a terminal at which somebody may wait for a long run. */
  readonly showsProgress?: boolean;
  /** Everything on standard input. */
  readonly readStdin: () => Promise<Uint8Array>;
  /** Waits until the process is asked to end, and gives the name of the signal. */
  readonly untilStopped: () => Promise<string>;
}

/** Exit codes: success; something was denied; wrong usage or unreadable input. */
export const exitCodes = { ok: 0, refused: 1, usage: 2 } as const;
