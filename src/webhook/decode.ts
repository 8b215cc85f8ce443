import { Field } from "../field/field.ts";
import { quote } from "../field/error.ts";
import type { AdmissionRequest } from "../admission/admission-review.ts";

/** The body is not a valid AdmissionReview; the message names the field. */
export class DecodeError extends Error {}

/**
 * Reads an AdmissionReview (admission.k8s.io/v1). The objects inside stay unknown: rules read them
 * through fields.
 * @throws DecodeError when the envelope is not what an API server sends.
 */
export function decodeReview(body: unknown): AdmissionRequest {
  const review = Field.root(body);
  expectText(review.at("apiVersion"), "admission.k8s.io/v1");
  expectText(review.at("kind"), "AdmissionReview");
  const request = review.at("request");
  if (!request.isSet) throw new DecodeError("request: must be set");
  return {
    uid: word(request.at("uid")),
    kind: {
      group: word(request.at("kind", "group")),
      version: word(request.at("kind", "version")),
      kind: word(request.at("kind", "kind")),
    },
    subResource: request.at("subResource").string ?? "",
    name: request.at("name").string ?? "",
    namespace: request.has("namespace") ? word(request.at("namespace")) : "",
    operation: word(request.at("operation")),
    username: request.at("userInfo", "username").string ?? "",
    fieldManager: request.at("options", "fieldManager").string ?? "",
    isDryRun: request.at("dryRun").value === true,
    object: request.at("object").value,
    oldObject: request.at("oldObject").value,
  };
}

function expectText(field: Field, wanted: string): void {
  if (field.value !== wanted)
    throw new DecodeError(`${field.toString()}: ${quote(field.value)}: must be "${wanted}"`);
}

/** No name in Kubernetes is longer. The API server itself writes these, so what is longer is not from there. */
const longestWord = 253;

/** A text of the envelope, which the answer, the log or the guest's search domains repeat. */
function word(field: Field): string {
  const text = field.string;
  if (text === undefined)
    throw new DecodeError(`${field.toString()}: ${quote(field.value)}: must be a string`);
  if (text.length > longestWord)
    throw new DecodeError(`${field.toString()}: ${quote(text)}: must be at most ${longestWord} characters`);
  return text;
}
