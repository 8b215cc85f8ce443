import { stringify } from "yaml";

/** YAML 1.1 says which texts need quotes. */
const onOneLine = {
  version: "1.1",
  collectionStyle: "flow",
  flowCollectionPadding: false,
  lineWidth: 0,
} as const;

/** A value on one line, as it is written in a file of JSON or of YAML. */
export function formatValue(value: unknown, isJson: boolean): string {
  return isJson ? JSON.stringify(value) : stringify(value, onOneLine).trimEnd();
}
