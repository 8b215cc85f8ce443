import { normalize, sep } from "node:path";
import { printableName } from "../printable.ts";
import type { Result } from "./report.ts";

/** An object's name for people: `VirtualMachine shop/web`; empty for a file that could not be read. */
export function objectName({ kind, namespace, name }: Result): string {
  return kind === "" ? "" : `${kind} ${printableName(namespace, name)}`;
}

/** A path as other programs know the file: with slashes, and without `./` before it. */
export function slashedPath(file: string): string {
  return normalize(file).split(sep).join("/");
}
