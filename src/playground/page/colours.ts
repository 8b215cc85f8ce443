import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

/** The colours of YAML; they are the page's, which change with the time of day. */
export const colours = HighlightStyle.define([
  { tag: tags.definition(tags.propertyName), color: "var(--key)" },
  { tag: tags.string, color: "var(--string)" },
  { tag: [tags.content, tags.attributeValue], color: "var(--text)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
  { tag: [tags.labelName, tags.typeName, tags.keyword, tags.meta], color: "var(--special)" },
  { tag: [tags.separator, tags.punctuation, tags.squareBracket, tags.brace], color: "var(--quiet)" },
]);

/** The looks of the editor beside those of its text. */
export const theme = EditorView.theme({
  "&": { height: "100%", fontSize: "0.8125rem", color: "var(--text)", backgroundColor: "var(--panel)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.55" },
  ".cm-content": { caretColor: "var(--text)", padding: "0.5rem 0" },
  ".cm-placeholder": { color: "var(--quiet)", whiteSpace: "normal", maxWidth: "min(28rem, 75vw)" },
  ".cm-cursor": { borderLeftColor: "var(--text)" },
  ".cm-gutters": { backgroundColor: "var(--panel)", color: "var(--quiet)", border: "none" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "var(--active)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--selection)",
  },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    backgroundColor: "var(--error-ground)",
    borderBottom: "2px solid var(--error-bar)",
  },
  ".cm-lintRange-warning": {
    backgroundImage: "none",
    backgroundColor: "var(--warning-ground)",
    borderBottom: "2px solid var(--warning-bar)",
  },
  ".cm-lint-marker-error, .cm-lint-marker-warning": {
    content: "''",
    width: "0.6em",
    height: "0.6em",
    margin: "0.35em 0.2em",
    borderRadius: "50%",
    backgroundColor: "var(--error-bar)",
  },
  ".cm-lint-marker-warning": { backgroundColor: "var(--warning-bar)" },
  ".cm-tooltip": {
    maxWidth: "32rem",
    border: "1px solid var(--line)",
    borderRadius: "0.5rem",
    backgroundColor: "var(--panel)",
    color: "var(--text)",
    boxShadow: "0 4px 16px rgb(0 0 0 / 20%)",
    overflow: "hidden",
  },
  ".cm-diagnostic": { padding: "0.375rem 0.75rem", whiteSpace: "normal", maxWidth: "min(28rem, 75vw)" },
  ".cm-diagnostic-error": { borderLeftColor: "var(--error-bar)" },
  ".cm-diagnostic-warning": { borderLeftColor: "var(--warning-bar)" },
  ".cm-panels": { backgroundColor: "var(--ground)", color: "var(--text)" },
});
