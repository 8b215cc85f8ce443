/** A MIME part that cloud-init runs as a boothook, at each boot. */
export function boothookPart(name: string, script: string): string {
  return mimePart("cloud-boothook", name, script);
}

/** A MIME part with its headers. Its name begins with `vmgate`, by which vmgate finds its own parts in a wrapper. */
export function mimePart(subtype: string, name: string, text: string): string {
  return `Content-Type: text/${subtype}; name="${name}"\n\n${text}`;
}

/** Replaces the placeholders of a script, `@NAME@`, by values that were validated before. */
export function fillIn(script: string, values: Readonly<Record<string, string>>): string {
  return script.replaceAll(/@([A-Z]+)@/g, (placeholder, name: string) => values[name] ?? placeholder);
}
