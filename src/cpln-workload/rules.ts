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
  /** The fields that it reads, and what may stand there, for its page. */
  readonly restricted: string;
  readonly allowed: string;
  /** Merge patches (YAML) to the least valid workload: one is refused, one admitted. */
  readonly examples: { readonly refused: string; readonly admitted: string };
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
    restricted:
      "spec.type, spec.vm, spec.containers[0] (args, command, gpu, lifecycle, minCpu, minMemory, port, workingDir), spec.defaultOptions, spec.localOptions (autoscaling, capacityAI), spec.job, spec.loadBalancer.replicaDirect, spec.securityOptions",
    allowed:
      "spec.vm beside the type vm alone; of the others none, autoscaling by the metric disabled, capacityAI false",
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
    why: "The platform's own containers and variables stand beside the user's and must be told from them; limits keep an object small enough to store.",
    fix: "Write the value within the limits that the message names.",
    action: "enforce",
    restricted: "spec.containers[0] (name, env, metrics, readinessProbe, livenessProbe)",
    allowed:
      "a name of 2 to 63 of a-z, 0-9 and -, not one of the platform's own; values of at most 4096 bytes; ports from 80 on for metrics; delays and thresholds within what Kubernetes and the platform take",
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
    why: "Each volume becomes a disk of the guest, known there by its name; a machine attaches disks and mounts no paths.",
    fix: "Give each volume a `name` and a `uri` (`cpln://volumeset/<name>` or `cpln://secret/<name>`), and mount the disk in the guest.",
    action: "enforce",
    restricted: "spec.containers[0].volumes",
    allowed:
      "at most 15; each with a name that stands once, a uri of a volume set or a secret, and no path; bus, bootOrder and serial are the affair of the rules for disks",
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
