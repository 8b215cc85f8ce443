/**
 * Whether this is vmgate's own CI, as `.ci/run` says: nothing may be skipped there, and what is missing is
 * downloaded, installed or built. The variable `CI` does not say so: a fork's CI has neither the corpus nor Go.
 */
export const isFullRun = process.env["VMGATE_CI"] === "full";
