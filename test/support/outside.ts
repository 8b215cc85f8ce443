import { delimiter } from "node:path";

/** The PATH of whoever typed the command: without the programs that come from npm, Node among them. */
export const outsidePath = (process.env["PATH"] ?? "")
  .split(delimiter)
  .filter((folder) => !folder.includes("node_modules"))
  .join(delimiter);
