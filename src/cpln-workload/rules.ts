/** A rule that applies to workloads only; the others have the ids of the VirtualMachine's rules. */
export interface WorkloadRule {
  readonly id: string;
  /** What is true of a valid workload, in one sentence. */
  readonly summary: string;
  /** Why the platform requires it, for the user whose workload was denied. */
  readonly why: string;
  /** How to change a workload so that it passes. */
  readonly fix: string;
  /** The action unless the policy sets one. */
  readonly action: "enforce";
  /** The fields that it reads, and their allowed values, for its page. */
  readonly restricted: string;
  readonly allowed: string;
  /** Merge patches (YAML) to the minimal workload: one is denied, one admitted. */
  readonly examples: { readonly refused: string; readonly admitted: string };
}

/** The rules that apply to workloads only. */
export const workloadRules: readonly WorkloadRule[] = [
  {
    id: "workload-shape",
    summary:
      "A workload of type `vm` has `spec.vm`, no other type has it, and no field is set that means nothing for a VM.",
    why: "A guest has its own init system, users and fixed size. A field that would be ignored is denied, so that nobody relies on it.",
    fix: "Remove the field that the message names; start programs in the guest from `spec.vm.cloudInit`.",
    action: "enforce",
    restricted:
      "spec.type, spec.vm, spec.containers[0] (args, command, gpu, lifecycle, minCpu, minMemory, port, workingDir), spec.defaultOptions, spec.localOptions (autoscaling, capacityAI), spec.job, spec.loadBalancer.replicaDirect, spec.securityOptions",
    allowed:
      "spec.vm for type vm only; the other fields not set, the autoscaling metric disabled, capacityAI false",
    examples: {
      refused: `spec: {containers: [
  {name: web, cpu: "2", memory: 2Gi, ports: [{number: 80, protocol: http}], command: [nginx]}]}`,
      admitted:
        'spec: {vm: {cloudInit: {userData: "#cloud-config\\nruncmd:\\n- [systemctl, start, nginx]\\n"}}}',
    },
  },
  {
    id: "workload-container",
    summary: "The container entry's name, variables, metrics and probes are within the platform's limits.",
    why: "The platform adds containers and variables of its own, whose names must not clash with the user's; limits keep the object small enough to store.",
    fix: "Keep the value within the limits that the message names.",
    action: "enforce",
    restricted: "spec.containers[0] (name, env, metrics, readinessProbe, livenessProbe)",
    allowed:
      "a name of 2 to 63 of a-z, 0-9 and -, not one of the platform's own; values of at most 4096 bytes; ports from 80 on for metrics; delays and thresholds within the limits of Kubernetes and the platform",
    examples: {
      refused: `spec: {containers: [
  {name: cpln-web, cpu: "2", memory: 2Gi, ports: [{number: 80, protocol: http}]}]}`,
      admitted: `spec: {containers: [
  {name: web-1, cpu: "2", memory: 2Gi, ports: [{number: 80, protocol: http}]}]}`,
    },
  },
  {
    id: "workload-volumes",
    summary: "At most 15 volumes, each with a name of its own and a link to a volume set or a secret.",
    why: "Each volume becomes a disk of the guest, known there by its name. A VM attaches disks; the guest mounts them.",
    fix: "Give each volume a `name` and a `uri` (`cpln://volumeset/<name>` or `cpln://secret/<name>`), and mount the disk in the guest.",
    action: "enforce",
    restricted: "spec.containers[0].volumes",
    allowed:
      "at most 15; each with a unique name, a uri of a volume set or a secret, and no path; other rules cover bus and bootOrder",
    examples: {
      refused: `spec: {containers: [
  {name: web, cpu: "2", memory: 2Gi, ports: [{number: 80, protocol: http}],
   volumes: [{name: data, uri: "cpln://volumeset/web-data", path: /data}]}]}`,
      admitted: `spec: {containers: [
  {name: web, cpu: "2", memory: 2Gi, ports: [{number: 80, protocol: http}],
   volumes: [{name: data, uri: "cpln://volumeset/web-data", bus: virtio}]}]}`,
    },
  },
];
