/** What `review` finds beside the rules: problems of the file, and what an API server refuses by itself. */
export interface Check {
  /** Takes the place of a rule's id. */
  readonly id: string;
  readonly summary: string;
  readonly why: string;
  readonly fix: string;
}

/** The ids of the checks, each with what it is about. */
export const checks = {
  unreadable: {
    id: "unreadable",
    summary: "A manifest can be read.",
    why: "What cannot be read is not reviewed, and must not pass for what was.",
    fix: "Correct the file's path, permissions or YAML.",
  },
  internalError: {
    id: "internal-error",
    summary: "vmgate reviews every object.",
    why: "A rule that fails is a bug in vmgate, not in the object.",
    fix: "Report the bug with the object.",
  },
  unknownKind: {
    id: "unknown-kind",
    summary: "The object's apiVersion and kind are ones that KubeVirt or CDI has.",
    why: "An API server takes no object of a kind that it does not know, and vmgate would not review it.",
    fix: "Use the apiVersion and kind in the message.",
  },
  unknownField: {
    id: "unknown-field",
    summary: "The object has only fields that KubeVirt or CDI has.",
    why: "kubectl has the API server refuse unknown fields; other clients have them dropped, and what was meant never happens.",
    fix: "Correct the field's name or move it to where it belongs. Where the cluster has a newer KubeVirt than vmgate knows, use --fields warn.",
  },
  requiredField: {
    id: "required-field",
    summary: "The object has every field that KubeVirt or CDI requires.",
    why: "The API server and KubeVirt refuse an object that lacks one of them.",
    fix: "Add the field.",
  },
  fieldValue: {
    id: "field-value",
    summary: "Every field has a value of its type.",
    why: "The API server and KubeVirt refuse values of another type, numbers that are too large, and values outside a closed list.",
    fix: "Use a value of the type or range in the message. Quotes make a string of a number.",
  },
  servedVersion: {
    id: "served-version",
    summary: "The object's apiVersion is one that clusters serve.",
    why: "An API server takes no object of a version that it does not serve, whoever would review it.",
    fix: "Use one of the versions in the message.",
  },
} as const satisfies Readonly<Record<string, Check>>;
