import { readFileSync } from "node:fs";

const root = `${import.meta.dirname}/..`;
const kustomize = "manifests/kustomize";

/** Objects of kustomize that the chart has too, with names and namespaces from its values; and when it has them. */
const shared: Readonly<Record<string, { readonly from: string; readonly when?: string }>> = {
  "disruption-budget.yaml": { from: "base/disruption-budget.yaml" },
  "events-policy.yaml": { from: "base/events-policy.yaml" },
  "injection-role.yaml": { from: "base/injection-role.yaml", when: ".Values.injection.namespaces" },
  "injection-secrets-policy.yaml": { from: "base/injection-secrets-policy.yaml" },
  "instance-metadata-policy.yaml": { from: "base/instance-metadata-policy.yaml" },
  "migration-image-policy.yaml": { from: "base/migration-image-policy.yaml" },
  "mutating-webhook.yaml": { from: "base/mutating-webhook.yaml" },
  "service-account.yaml": { from: "base/service-account.yaml" },
  "service.yaml": { from: "base/service.yaml" },
  "snapshot-content-policy.yaml": { from: "base/snapshot-content-policy.yaml" },
  "start-role.yaml": { from: "base/start-role.yaml" },
  "validating-webhook.yaml": { from: "base/validating-webhook.yaml" },
  "webhook-role.yaml": { from: "base/webhook-role.yaml" },
  "certificate-self.yaml": {
    from: "overlays/self/certificate.yaml",
    when: 'eq .Values.certificates.mode "self"',
  },
  "certificate-cert-manager.yaml": {
    from: "overlays/cert-manager/certificate.yaml",
    when: 'eq .Values.certificates.mode "certManager"',
  },
};

const name = "{{ .Values.name }}";
const namespace = "{{ .Release.Namespace }}";

/** What the values decide. */
const substitutions: readonly (readonly [RegExp, string])[] = [
  [/^(\s*(?:- )?(?:name|policyName|secretName): )vmgate(?=$|-[a-z-]+$)/gm, `$1${name}`],
  [/^(\s*namespace: )vmgate$/gm, `$1${namespace}`],
  [/(resourceNames: \[)vmgate(?=[-\]])/g, `$1${name}`],
  [/system:serviceaccount:vmgate:vmgate'/g, `system:serviceaccount:${namespace}:${name}'`],
  [/(namespace == ')vmgate'/g, `$1${namespace}'`],
  [/(name == ')vmgate-certificate'/g, `$1${name}-certificate'`],
  [/\[vmgate\.vmgate\.svc\]/g, `[${name}.${namespace}.svc]`],
  [
    /(\['system:serviceaccount:kubevirt:kubevirt-controller')\]/g,
    "$1{{ range .Values.kubevirt.snapshotWriters }}, '{{ . }}'{{ end }}]",
  ],
  [/system:serviceaccount:kubevirt:/g, "system:serviceaccount:{{ .Values.kubevirt.namespace }}:"],
  // cert-manager sets the caBundle of what carries this annotation.
  [
    /^(kind: (?:Mutating|Validating)WebhookConfiguration\nmetadata:\n)/gm,
    `$1  {{- if eq .Values.certificates.mode "certManager" }}
  annotations:
    cert-manager.io/inject-ca-from: ${namespace}/${name}
  {{- end }}
`,
  ],
];

/** How the annotations of a configuration begin where they depend on the values. */
const optional = `  {{- if eq .Values.certificates.mode "certManager" }}
  annotations:
`;

/** The validating one goes first: alone it would deny every VM that lacks a default. */
const weights: Readonly<Record<string, number>> = {
  "base/validating-webhook.yaml": 1,
  "base/mutating-webhook.yaml": 2,
};

/**
 * Both configurations again, as hooks of the uninstall: Helm deletes what has their names before it makes them, and them
 * once both are made. So they are gone before anything else goes, and no pod has to run for it. What is made in between
 * is as it ships, so that a tool that applies hooks as if they were objects changes nothing.
 */
function uninstallHooks(): string {
  const hooks = Object.entries(weights).map(([from, weight]) => {
    const annotations = `  annotations:
    helm.sh/hook: pre-delete
    helm.sh/hook-weight: "${weight}"
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
    {{- if eq .Values.certificates.mode "certManager" }}
`;
    return `---\n${templateOf(from).replace(optional, annotations).replace("  {{- end }}\n", "    {{- end }}\n")}`;
  });
  const head =
    "{{- /* Generated from both webhook configurations by `npm run generate`: how an uninstall begins. */}}\n";
  return head + hooks.join("");
}

function templateOf(from: string): string {
  const source = readFileSync(`${root}/${kustomize}/${from}`, "utf8").replace(/^# Generated .*\n/, "");
  return substitutions.reduce((made, [pattern, value]) => made.replaceAll(pattern, value), source);
}

/** The templates of the chart that are made from kustomize's files, by path. */
export function generatedFiles(): Promise<Readonly<Record<string, string>>> {
  const files = Object.entries(shared).map(([file, { from, when }]) => {
    const text = templateOf(from);
    const head = `{{- /* Generated from ${kustomize}/${from} by \`npm run generate\`. */}}\n`;
    const body = when === undefined ? text : `{{- if ${when} }}\n${text}{{- end }}\n`;
    return [`manifests/chart/templates/${file}`, head + body] as const;
  });
  const hooks = ["manifests/chart/templates/uninstall.yaml", uninstallHooks()] as const;
  return Promise.resolve(Object.fromEntries([...files, hooks]));
}
