/** One piece of user data as cloud-init or cloudbase-init hands it to the handler of its type. */
export interface Part {
  /** MIME type, lower case: declared, or detected from how the text begins. */
  readonly contentType: string;
  /** Whether the user declared the type; then its handler gets the part, however it begins. */
  readonly isDeclared: boolean;
  readonly filename: string | undefined;
  readonly text: string;
  /** Line of the user data (after decompression) on which the part's text begins, from 1. */
  readonly line: number;
  /** Whether the text is encoded or packed in the user data, so that its lines have no line number there. */
  readonly isEncoded: boolean;
}
