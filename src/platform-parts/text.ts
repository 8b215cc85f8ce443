/** A MIME part that cloud-init runs as a boothook, at each boot. */
export function boothookPart(name: string, script: string): string {
  return mimePart("cloud-boothook", name, script);
}

/** A MIME part with its headers. Its name begins with `vmgate`, by which a wrapper of ours is taken apart. */
export function mimePart(subtype: string, name: string, text: string): string {
  return `Content-Type: text/${subtype}; name="${name}"\n\n${text}`;
}

/** Puts values, checked before, in the places of a script: `@NAME@`. */
export function fillIn(script: string, values: Readonly<Record<string, string>>): string {
  return script.replaceAll(/@([A-Z]+)@/g, (field, name: string) => values[name] ?? field);
}
