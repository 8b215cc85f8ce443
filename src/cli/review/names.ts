import { normalize, sep } from "node:path";
import { printableName } from "../printable.ts";
import type { Result } from "./report.ts";
import type { Location } from "./source-lines.ts";

/** An object's name for people: `VirtualMachine shop/web`; empty for a file that could not be read. */
export function objectName({ kind, namespace, name }: Result): string {
  return kind === "" ? "" : `${kind} ${printableName(namespace, name)}`;
}

/** Where a problem is: `vm.yaml:3:5`, or the name alone of an object of a cluster, which has no lines. */
export function placeOf(file: string, { line, column }: Location, hasColumn = true): string {
  return [file, ...(line === 0 ? [] : hasColumn ? [line, column] : [line])].join(":");
}

/** A path as other programs know the file: with slashes, and without `./` before it. */
export function slashedPath(file: string): string {
  return normalize(file).split(sep).join("/");
}
