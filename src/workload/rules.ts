/** A rule that only workloads have; the others are those of a VirtualMachine, with the same ids. */
export interface WorkloadRule {
  readonly id: string;
  /** What is true when all is well, in one sentence. */
  readonly summary: string;
  /** Why the platform wants it, for the user who was refused. */
  readonly why: string;
  /** How to change a workload so that it passes. */
  readonly fix: string;
  /** What happens to a violation where the policy says nothing. */
  readonly action: "enforce";
}

/** The rules that only workloads have. */
export const workloadRules: readonly WorkloadRule[] = [
  {
    id: "workload-shape",
    summary:
      "A workload of type `vm` has `spec.vm`, no other has, and it uses none of the fields that only containers have.",
    why: "The guest has an init system, users and a fixed size of its own; a field that would be ignored is refused, so that nobody relies on it.",
    fix: "Remove the field that the message names; what starts in a guest is said in `spec.vm.cloudInit`.",
    action: "enforce",
  },
  {
    id: "workload-container",
    summary: "The container entry's name, variables, metrics and probes are within the platform's limits.",
    why: "The platform's own containers and variables stand beside the user's and must be told from them; limits keep an object small enough to store.",
    fix: "Write the value within the limits that the message names.",
    action: "enforce",
  },
  {
    id: "workload-volumes",
    summary: "At most 15 volumes, each with a name of its own and a link to a volume set or a secret.",
    why: "Each volume becomes a disk of the guest, known there by its name; a machine attaches disks and mounts no paths.",
    fix: "Give each volume a `name` and a `uri` (`cpln://volumeset/<name>` or `cpln://secret/<name>`), and mount the disk in the guest.",
    action: "enforce",
  },
];
