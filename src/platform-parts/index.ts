// What the platform injects into guests, a line each, by the name of its group in the policy file.
export { dns } from "./dns.ts";
export { ssh } from "./ssh.ts";
