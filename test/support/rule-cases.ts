import { parse } from "yaml";
import { workloadRules } from "../../src/cpln-workload/rules.ts";
import { rules } from "../../src/rules/index.ts";
import { mergePatch, vm } from "./vm.ts";
import { workload } from "./workload.ts";

/** Both examples of every rule, each with the object that was there before. */
export const ruleCases = [
  ...rules.map(({ id, examples }) => [id, vm, examples] as const),
  ...workloadRules.map(({ id, examples }) => [id, workload, examples] as const),
].flatMap(([id, minimal, { refused, admitted }]) => [
  [id, "refused", mergePatch(minimal(), parse(refused)), minimal()] as const,
  [id, "admitted", mergePatch(minimal(), parse(admitted)), minimal()] as const,
]);
