import type { NamespacePolicy, Platform } from "../policy/policy.ts";
import type { UserDataCache } from "../user-data/user-data-cache.ts";
import type { FieldError } from "../field/error.ts";
import type { VmView } from "../vm/view.ts";

/** What a rule may look at; everything it needs comes in as a value. */
export interface RuleInput {
  readonly vm: VmView;
  readonly policy: NamespacePolicy;
  /** Reads the user data of cloud-init volumes. */
  readonly userData: UserDataCache;
  /** Whether this is an instance that KubeVirt did not create, or a replica set of such. */
  readonly hasNoController: boolean;
}

/**
 * One line of the contract (§2). The file's header comment says which fields it restricts, what is
 * allowed and where that comes from; the pages for users are made of the header and of this object.
 */
export interface Rule {
  /** Kebab-case; the name of the file, the test and the page, and the end of every message. */
  readonly id: string;
  /** What the rule requires, in one sentence. */
  readonly summary: string;
  /** Why the platform requires it, for the user whose object was denied. */
  readonly why: string;
  /** How to change a VM so that it passes. */
  readonly fix: string;
  /** What happens to a violation unless the policy says otherwise. */
  readonly action: "enforce" | "warn";
  /**
   * What it applies to: `vm` is a VirtualMachine's own spec (and the one in a pool), `template` everything
   * with an instance template, `vmi` also the instance that KubeVirt creates.
   */
  readonly appliesTo: "vm" | "template" | "vmi";
  /**
   * Merge patches (YAML) to the minimal VirtualMachine: one is denied, one admitted, under the default
   * policy with these platform values.
   */
  readonly examples: {
    readonly refused: string;
    readonly admitted: string;
    readonly platform?: Partial<Platform>;
  };
  /** Returns every violation; never throws, whatever the JSON; never changes its input. */
  readonly check: (input: RuleInput) => readonly FieldError[];
}
