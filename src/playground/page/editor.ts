import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { bracketMatching, indentOnInput, syntaxHighlighting } from "@codemirror/language";
import { lintGutter, lintKeymap, setDiagnostics, type Diagnostic } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  placeholder,
} from "@codemirror/view";
import { colours, theme } from "./colours.ts";

/** A place in a text: lines and columns count from 1. */
export interface Mark {
  readonly line: number;
  readonly column: number;
  /** The column after its last character. */
  readonly endColumn: number;
  readonly level: "error" | "warning";
  readonly message: string;
}

/** An editor of YAML. */
export interface Editor {
  readonly text: () => string;
  readonly setText: (text: string) => void;
  /** Marks places, in the margin too. */
  readonly mark: (marks: readonly Mark[]) => void;
  /** Selects a place, shows it and takes the focus. */
  readonly show: (mark: Pick<Mark, "line" | "column" | "endColumn">) => void;
}

/**
 * Makes an editor; the Tab key leaves it, as it leaves any field.
 * @param hint what an empty one shows
 */
export function createEditor(parent: HTMLElement, label: string, hint: string, onChange: () => void): Editor {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      extensions: [
        lineNumbers(),
        lintGutter(),
        highlightActiveLineGutter(),
        history(),
        drawSelection(),
        indentOnInput(),
        bracketMatching(),
        highlightActiveLine(),
        yaml(),
        syntaxHighlighting(colours),
        theme,
        placeholder(hint),
        keymap.of([...defaultKeymap, ...historyKeymap, ...lintKeymap]),
        EditorView.contentAttributes.of({ "aria-label": label }),
        EditorView.updateListener.of(({ docChanged }) => {
          if (docChanged) onChange();
        }),
      ],
    }),
  });
  return {
    text: () => view.state.doc.toString(),
    setText: (text) => {
      view.dispatch({
        changes: { from: 0, to: view.state.doc.length, insert: text },
        selection: { anchor: 0 },
      });
    },
    mark: (marks) => {
      const diagnostics = marks.map((mark) => diagnosticOf(view.state, mark));
      view.dispatch(setDiagnostics(view.state, diagnostics));
    },
    show: (mark) => {
      const [from, to] = rangeOf(view.state, mark);
      view.dispatch({
        selection: { anchor: from, head: to },
        effects: EditorView.scrollIntoView(from, { y: "center" }),
      });
      view.focus();
    },
  };
}

function diagnosticOf(state: EditorState, mark: Mark): Diagnostic {
  const [from, to] = rangeOf(state, mark);
  return { from, to, severity: mark.level, message: mark.message };
}

/** The offsets of a place, as far as the text has it. */
function rangeOf(
  { doc }: EditorState,
  { line, column, endColumn }: Pick<Mark, "line" | "column" | "endColumn">,
): readonly [from: number, to: number] {
  const { from, to } = doc.line(Math.min(Math.max(line, 1), doc.lines));
  return [Math.min(from + column - 1, to), Math.min(from + endColumn - 1, to)];
}
