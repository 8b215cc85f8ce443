import { platformPartRegistry } from "../platform-parts/registry.ts";
import type { Policy } from "./policy.ts";

/** The platform values that the policy omits and what guests lack then, a line each; for start-up and readiness. */
export function missingPlatformValues({ platform, profiles }: Policy): readonly string[] {
  return platformPartRegistry.flatMap(({ id, whenMissing }) => {
    if (platform[id] !== undefined) return [];
    const names = profiles.filter((profile) => profile.platform[id] !== undefined).map(({ name }) => name);
    const except = names.length === 0 ? "" : `, except where these profiles hold: ${names.join(", ")}`;
    return [`platform.${id} is left out: ${whenMissing}${except}`];
  });
}
