import { isMap, isScalar, isSeq, type Document, type YAMLMap, type YAMLSeq } from "yaml";
import type { FieldEdit } from "../../field/fix.ts";
import type { Path } from "../../field/path.ts";
import { formatValue } from "./format-value.ts";
import { Lines, type TextEdit } from "./lines.ts";
import { contentEnd, isInline, isNode, keyAt, placesOn, valueAt, type Place } from "./nodes.ts";

/**
 * Makes edits of the text out of edits of an object. What it makes is not proved: whoever applies it reads the result
 * again. So a layout that nobody writes may give nonsense here, or undefined.
 */
export class TextEditor {
  readonly #text: string;
  readonly #lines: Lines;
  readonly #contents: Document.Parsed["contents"];
  readonly #isJson: boolean;

  /** @param text what the document was parsed from */
  constructor(text: string, { contents }: Document.Parsed) {
    this.#text = text;
    this.#lines = new Lines(text);
    this.#contents = contents;
    const key = isMap(contents) && contents.flow === true ? contents.items[0]?.key : undefined;
    this.#isJson = isScalar(key) && key.type === "QUOTE_DOUBLE";
  }

  /** The edits of the text for one of the object at `root`; undefined where the layout does not allow it. */
  edit(root: Path, { path, value, name }: FieldEdit): readonly TextEdit[] | undefined {
    const whole = [...root, ...path];
    if (name !== undefined) return this.#rename(whole, name, value);
    return value === undefined ? this.#remove(whole) : this.#set(whole, value);
  }

  #rename(path: Path, name: string, value: unknown): readonly TextEdit[] | undefined {
    const place = placesOn(this.#contents, path)[path.length - 1];
    const key = place && keyAt(place);
    if (place === undefined || key === undefined) return undefined;
    const renamed = { from: key.range[0], to: key.range[1], text: this.#format(name) };
    const values = value === undefined ? [] : this.#replaceValue(place, value);
    return values && [renamed, ...values];
  }

  #set(path: Path, value: unknown): readonly TextEdit[] | undefined {
    const places = placesOn(this.#contents, path);
    const last = places.at(-1);
    if (last !== undefined && places.length === path.length) return this.#replaceValue(last, value);
    const [segment, ...below] = path.slice(places.length);
    if (segment === undefined) return undefined;
    const nested = below.reduceRight<unknown>(
      (inner, step) => (typeof step === "number" ? [inner] : { [step]: inner }),
      value,
    );
    const container = last === undefined ? this.#contents : valueAt(last);
    if (isMap(container)) return this.#add(container, `${this.#format(segment)}: ${this.#format(nested)}`);
    if (isSeq(container)) return this.#add(container, this.#format(nested));
    const isEmpty = last !== undefined && (!isScalar(container) || container.value === null);
    return isEmpty
      ? this.#replaceValue(last, typeof segment === "number" ? [nested] : { [segment]: nested })
      : undefined;
  }

  #replaceValue(place: Place, value: unknown): readonly TextEdit[] | undefined {
    const node = valueAt(place);
    const text = this.#format(value);
    if (isNode(node) && isInline(node) && node.range[1] > node.range[0])
      return [{ from: node.range[0], to: node.range[1], text }];
    const colon = this.#colonOf(place);
    if (colon === undefined) return undefined;
    if (isScalar(node) && node.value === null) return [{ from: colon, to: colon, text: ` ${text}` }];
    const to = this.#endOf(place);
    // What is a comment in a block would go with it.
    const hasComment = !isScalar(node) && this.#text.slice(colon, to).includes("#");
    return hasComment ? undefined : [{ from: colon, to, text: ` ${text}` }];
  }

  /** After the colon of a member. */
  #colonOf(place: Place): number | undefined {
    const key = keyAt(place);
    return key && this.#text.indexOf(":", key.range[1]) + 1;
  }

  /** A member or an item, after the last one. */
  #add(list: YAMLMap | YAMLSeq, text: string): readonly TextEdit[] | undefined {
    const last = { parent: list, index: list.items.length - 1 };
    if (last.index < 0)
      return isNode(list) ? [replaced(list.range, isMap(list) ? `{${text}}` : `[${text}]`)] : undefined;
    const start = this.#startOf(last);
    if (start === undefined) return undefined;
    const end = this.#endOf(last);
    const before = this.#text.slice(this.#lines.startOf(start), start);
    const indentation = before.replace(/[^\s]/g, " ");
    if (list.flow !== true) {
      const to = this.#lines.endOf(end);
      return [
        { from: to, to, text: `${this.#lines.newlineAt(to)}${indentation}${isSeq(list) ? "- " : ""}${text}` },
      ];
    }
    const isOnOwnLine = before.trim() === "";
    return [
      {
        from: end,
        to: end,
        text: isOnOwnLine ? `,${this.#lines.newlineAt(end)}${indentation}${text}` : `, ${text}`,
      },
    ];
  }

  #remove(path: Path): readonly TextEdit[] | undefined {
    const places = placesOn(this.#contents, path);
    const place = places.at(-1);
    if (place === undefined || places.length < path.length) return undefined;
    const start = this.#startOf(place);
    if (start === undefined) return undefined;
    return place.parent.flow === true
      ? this.#removeInline(place, start)
      : this.#removeLines(place, start, places.at(-2));
  }

  #removeInline({ parent, index }: Place, start: number): readonly TextEdit[] | undefined {
    const end = this.#endOf({ parent, index });
    if (parent.items.length === 1 && isNode(parent))
      return [replaced(parent.range, isMap(parent) ? "{}" : "[]")];
    if (index === 0) return this.#cut(start, this.#startOf({ parent, index: 1 }), end);
    const before = this.#endOf({ parent, index: index - 1 });
    return this.#cut(before, end, before);
  }

  #removeLines(place: Place, start: number, above: Place | undefined): readonly TextEdit[] | undefined {
    const { parent, index } = place;
    const end = this.#endOf(place);
    const lineStart = this.#lines.startOf(start);
    const isOnOwnLine = this.#text.slice(lineStart, start).trim() === "";
    const lines = { from: lineStart, to: this.#lines.after(end), text: "" };
    if (parent.items.length > 1) {
      // The first member of an item is beside its dash, and the next one takes its place.
      return isOnOwnLine
        ? [lines]
        : this.#cut(start, this.#startOf({ parent, index: index + 1 }), this.#lines.endOf(end));
    }
    const empty = isMap(parent) ? "{}" : "[]";
    const colon = isOnOwnLine && above !== undefined ? this.#colonOf(above) : undefined;
    return colon === undefined
      ? [{ from: start, to: end, text: empty }]
      : [{ from: colon, to: colon, text: ` ${empty}` }, lines];
  }

  /** Removes a piece, unless there is a comment after `own`, which would go with it. */
  #cut(from: number, to: number | undefined, own: number): readonly TextEdit[] | undefined {
    if (to === undefined || this.#text.slice(own, to).includes("#")) return undefined;
    return [{ from, to, text: "" }];
  }

  /** Where a member or item begins, with the dash of an item. */
  #startOf(place: Place): number | undefined {
    const key = keyAt(place);
    if (key !== undefined) return key.range[0];
    const item = valueAt(place);
    if (!isNode(item)) return undefined;
    if (place.parent.flow === true) return item.range[0];
    let dash = item.range[0] - 1;
    while (this.#text[dash] === " ") dash--;
    return this.#text[dash] === "-" ? dash : undefined;
  }

  #endOf(place: Place): number {
    const end = contentEnd(valueAt(place), this.#text);
    return Math.max(end, keyAt(place)?.range[1] ?? 0);
  }

  #format(value: unknown): string {
    return formatValue(value, this.#isJson);
  }
}

function replaced([from, to]: readonly [number, number, number], text: string): TextEdit {
  return { from, to, text };
}
