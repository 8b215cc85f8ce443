import type { NamespacePolicy, Platform } from "../policy/policy.ts";
import type { FieldError } from "../field/error.ts";
import type { VmView } from "../vm/view.ts";

/** What a rule may look at; everything it needs comes in as a value. */
export interface RuleInput {
  readonly vm: VmView;
  readonly policy: NamespacePolicy;
  /** Whether this is an instance that somebody else than KubeVirt makes, or a replica set of such. */
  readonly hasNoController: boolean;
}

/**
 * One line of the contract (§2). The file's header comment says which fields it restricts, what is
 * allowed and where that comes from; the pages for users are made of the header and of this object.
 */
export interface Rule {
  /** Kebab-case; the name of the file, the test and the page, and the end of every message. */
  readonly id: string;
  /** What is true when all is well, in one sentence. */
  readonly summary: string;
  /** Why the platform wants it, for the user who was refused. */
  readonly why: string;
  /** How to change a machine so that it passes. */
  readonly fix: string;
  /** What happens to a violation where the policy says nothing. */
  readonly action: "enforce" | "warn";
  /**
   * What it applies to: `vm` to the VirtualMachine's own spec (and the one in a pool), `template` to everything
   * that carries an instance template, `vmi` also to the instance that KubeVirt creates.
   */
  readonly appliesTo: "vm" | "template" | "vmi";
  /**
   * Merge patches (YAML) to the least valid VirtualMachine: one is refused, one admitted, under the default
   * policy with these platform values.
   */
  readonly examples: {
    readonly refused: string;
    readonly admitted: string;
    readonly platform?: Partial<Platform>;
  };
  /** Gives every violation; never throws, whatever the JSON; never changes its input. */
  readonly check: (input: RuleInput) => readonly FieldError[];
}
