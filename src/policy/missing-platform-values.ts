import type { Policy } from "./policy.ts";

/** What guests do without when a group of the platform's values is left out. */
const consequences = {
  dns: "guests get no network data from the platform",
  ssh: "guests do not trust an SSH CA of the platform",
} as const;

/** Says, a line each, what the policy leaves out and what guests then do without; for start-up and readiness. */
export function missingPlatformValues({ platform, profiles }: Policy): readonly string[] {
  return (["dns", "ssh"] as const).flatMap((group) => {
    if (platform[group] !== undefined) return [];
    const names = profiles.filter((profile) => profile.platform[group] !== undefined).map(({ name }) => name);
    const except = names.length === 0 ? "" : `, except where these profiles hold: ${names.join(", ")}`;
    return [`platform.${group} is left out: ${consequences[group]}${except}`];
  });
}
