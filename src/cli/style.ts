/** Marks for a terminal: each takes printable text and gives it with its mark. */
export type Style = Readonly<Record<"bold" | "dim" | "red" | "yellow" | "green", (text: string) => string>>;

const none = (text: string): string => text;

/** For files, pipes and whoever sets NO_COLOR. */
export const plain: Style = { bold: none, dim: none, red: none, yellow: none, green: none };

/** The colours that every terminal has (ECMA-48, Select Graphic Rendition). */
export const coloured: Style = {
  bold: marked(1, 22),
  dim: marked(2, 22),
  red: marked(31, 39),
  yellow: marked(33, 39),
  green: marked(32, 39),
};

function marked(on: number, off: number): (text: string) => string {
  return (text) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);
}

/** Whether a program with this environment may colour what it writes (no-color.org); its output is a terminal. */
export function allowsColour({
  NO_COLOR = "",
  TERM = "",
}: Readonly<Record<string, string | undefined>>): boolean {
  return NO_COLOR === "" && TERM !== "dumb";
}
