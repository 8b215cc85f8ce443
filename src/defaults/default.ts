import type { Field } from "../field/field.ts";
import type { NamespacePolicy } from "../policy/policy.ts";
import type { VmView } from "../vm/view.ts";

/**
 * One row of the contract's table of defaults (§3): a field that vmgate fills in where the user left
 * it out. A row says where the field stands, when it is not filled, and what is written; filling
 * (CREATE), putting back and giving way (UPDATE, §5) are the same for all rows.
 */
export interface Default {
  readonly id: string;
  /** The field, its value and the row's "not when", as the documentation shows them. */
  readonly field: string;
  readonly value: string;
  readonly unless: string;
  /** Every place where the field may stand in this machine, whether it is set there or not. */
  readonly places: (vm: VmView) => readonly Field[];
  /** All places are filled, or none where one of them is set already. */
  readonly isWhole?: true;
  /** What tells a place from the others, where its path with names for list items does not. */
  readonly key?: string;
  /** Whether the row's "not when" is met at this place by anything but the field itself. */
  readonly isOff: (vm: VmView, field: Field, policy: NamespacePolicy) => boolean;
  /** What is written; undefined where nothing can be said. Must not depend on the field itself. */
  readonly write: (vm: VmView, field: Field, policy: NamespacePolicy) => unknown;
  /** An object that only held the row's fields, which stand in it alone, goes with them when they give way. */
  readonly takesParentAlong?: true;
}
