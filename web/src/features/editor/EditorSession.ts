/**
 * The editor of one room in one page: a Monaco editor and, for every file that was opened, a model bound to its
 * text. A plain object: React only mounts it. Models live as long as the session, so that each file keeps its
 * undo steps, its cursors and its place.
 */
import type { editor, IDisposable } from 'monaco-editor/editor';
import type { EditorDocument } from './EditorDocument.ts';
import { resolveSelection, shareSelection, type PersonOf, type SharedSelection } from './cursors.ts';
import type { MonacoSetup } from './loadMonaco.ts';
import { problemsAfter, type RunProblem } from './runMarkers.ts';
import { RemoteCursors } from './RemoteCursors.ts';
import { TextBinding } from './TextBinding.ts';
import { VimKeys } from './VimKeys.ts';

export interface EditorPreferences {
  theme: 'light' | 'dark';
  /** CSS pixels. */
  fontSize: number;
  keys: 'default' | 'vim';
}

interface OpenFile {
  model: editor.ITextModel;
  binding: TextBinding;
  problems: readonly RunProblem[];
  view: editor.ICodeEditorViewState | null;
}

export interface SessionOptions {
  document: EditorDocument;
  /** The Monaco language of a file. */
  languageOf: (fileId: string) => string;
  personOf: PersonOf;
  /** Where Vim shows its mode and its command line. */
  status: HTMLElement;
  label: string;
}

export class EditorSession {
  readonly editor: editor.IStandaloneCodeEditor;
  readonly #setup: MonacoSetup;
  readonly #options: SessionOptions;
  readonly #open = new Map<string, OpenFile>();
  readonly #endings: (() => void)[] = [];
  readonly #vim: VimKeys;
  #shown: { fileId: string; cursors: RemoteCursors; endings: IDisposable[] } | null = null;
  #problems: ReadonlyMap<string, readonly RunProblem[]> = new Map();
  #lastShared = '';

  constructor(
    setup: MonacoSetup,
    container: HTMLElement,
    preferences: EditorPreferences,
    options: SessionOptions,
  ) {
    this.#setup = setup;
    this.#options = options;
    this.editor = setup.monaco.editor.create(container, {
      model: null,
      automaticLayout: true,
      ariaLabel: options.label,
      minimap: { enabled: false },
      scrollBeyondLastLine: false,
      // Enter after a word that is complete already is a new line, not a choice.
      acceptSuggestionOnEnter: 'smart',
      fixedOverflowWidgets: true,
      fontFamily: 'var(--font-mono)',
      // A tab leaves the editor after Ctrl+M, which Monaco announces to screen readers.
      tabSize: 4,
      insertSpaces: true,
      detectIndentation: true,
      quickSuggestions: { other: true, comments: false, strings: false },
      stickyScroll: { enabled: false },
      // Text dropped from elsewhere could be of any size and line end; pasting goes through the model.
      dropIntoEditor: { enabled: false },
      padding: { top: 10, bottom: 10 },
      // With the browser's EditContext a word being composed lands elsewhere when others edit its line meanwhile.
      editContext: false,
    });
    this.#vim = new VimKeys(this.editor, options.status);
    this.setPreferences(preferences);
    this.#endings.push(
      options.document.link.onRebuilt(() => this.#rebind()),
      options.document.state.subscribe(() => this.#forgetDeleted()),
    );
  }

  setPreferences({ theme, fontSize, keys }: EditorPreferences): void {
    this.#setup.monaco.editor.setTheme(`codemeet-${theme}`);
    this.editor.updateOptions({ fontSize, lineHeight: Math.round(fontSize * 1.5) });
    this.#vim.setEnabled(keys === 'vim');
  }

  setReadOnly(readOnly: boolean): void {
    this.editor.updateOptions({ readOnly, domReadOnly: readOnly });
  }

  /** Participants changed: names and colours may have. */
  redrawCursors(): void {
    this.#shown?.cursors.redrawSoon();
  }

  show(fileId: string): void {
    if (this.#shown?.fileId === fileId) {
      this.#setLanguage(fileId);
      return;
    }
    this.#hide();
    const file = this.#openFile(fileId);
    this.#setLanguage(fileId);
    this.editor.setModel(file.model);
    if (file.view !== null) this.editor.restoreViewState(file.view);
    const { document, personOf } = this.#options;
    const text = document.text(fileId);
    const { awareness } = document.link;
    const cursors = new RemoteCursors(this.editor, file.model, text, fileId, awareness, personOf);
    const endings = [
      this.editor.onDidChangeCursorSelection(() => this.#shareCursor(fileId)),
      this.editor.onDidFocusEditorText(() => this.#shareCursor(fileId)),
      this.editor.onDidBlurEditorText(() => file.binding.endUndoStep()),
      this.editor.onDidCompositionStart(() => file.binding.setComposing(true)),
      this.editor.onDidCompositionEnd(() => file.binding.setComposing(false)),
      { dispose: file.binding.onRestored((selection) => this.#restoreCursors(file.model, selection)) },
    ];
    this.#shown = { fileId, cursors, endings };
  }

  focus(): void {
    this.editor.focus();
  }

  /** What the newest run complained about, by file. Each stays until its line is edited or the next run starts. */
  setProblems(problems: ReadonlyMap<string, readonly RunProblem[]>): void {
    this.#problems = problems;
    for (const [fileId, file] of this.#open) this.#mark(file, problems.get(fileId) ?? []);
  }

  /** Puts the cursor there and gives the keyboard to the editor; the file must be on show. */
  reveal(line: number, column: number): void {
    const position = { lineNumber: line, column };
    this.editor.setPosition(position);
    this.editor.revealPositionInCenterIfOutsideViewport(position);
    this.editor.focus();
  }

  dispose(): void {
    this.#hide();
    for (const end of this.#endings.splice(0)) end();
    this.#vim.dispose();
    for (const fileId of [...this.#open.keys()]) this.#close(fileId);
    this.editor.dispose();
    this.#options.document.link.awareness.setLocalStateField('selection', null);
  }

  #openFile(fileId: string): OpenFile {
    const known = this.#open.get(fileId);
    if (known !== undefined) return known;
    const model = this.#setup.monaco.editor.createModel('', 'plaintext');
    const binding = new TextBinding(this.#options.document.text(fileId), model);
    const file: OpenFile = { model, binding, problems: [], view: null };
    this.#open.set(fileId, file);
    this.#mark(file, this.#problems.get(fileId) ?? []);
    model.onDidChangeContent(({ changes }) => {
      if (file.problems.length > 0) this.#mark(file, problemsAfter(file.problems, changes));
    });
    return file;
  }

  #mark(file: OpenFile, problems: readonly RunProblem[]): void {
    const { model } = file;
    file.problems = problems;
    const { monaco } = this.#setup;
    const markers = problems
      .filter(({ line }) => line <= model.getLineCount())
      .map(({ line, column, severity, message }) => {
        const word = column === null ? null : model.getWordAtPosition({ lineNumber: line, column });
        const lineEnd = model.getLineMaxColumn(line);
        const startColumn =
          column === null ? model.getLineFirstNonWhitespaceColumn(line) || 1 : Math.min(column, lineEnd);
        return {
          severity: severity === 'error' ? monaco.MarkerSeverity.Error : monaco.MarkerSeverity.Warning,
          message,
          source: 'last run',
          startLineNumber: line,
          endLineNumber: line,
          startColumn,
          endColumn: word?.endColumn ?? lineEnd,
        };
      });
    monaco.editor.setModelMarkers(model, 'run', markers);
  }

  #setLanguage(fileId: string): void {
    const language = this.#options.languageOf(fileId);
    const set = () => {
      const file = this.#open.get(fileId);
      if (file === undefined || this.#options.languageOf(fileId) !== language) return;
      if (file.model.getLanguageId() !== language)
        this.#setup.monaco.editor.setModelLanguage(file.model, language);
    };
    if (language === 'typescript' || language === 'javascript')
      void this.#setup.loadTypeScriptService().then(set);
    else set();
  }

  #hide(): void {
    if (this.#shown === null) return;
    const file = this.#open.get(this.#shown.fileId);
    if (file !== undefined) file.view = this.editor.saveViewState();
    this.#shown.cursors.dispose();
    for (const ending of this.#shown.endings) ending.dispose();
    this.#shown = null;
    this.editor.setModel(null);
  }

  #close(fileId: string): void {
    const file = this.#open.get(fileId);
    if (file === undefined) return;
    file.binding.dispose();
    file.model.dispose();
    this.#open.delete(fileId);
  }

  /** The document was replaced: the same models on the new texts. Undo steps of the old one are gone. */
  #rebind(): void {
    const shown = this.#shown?.fileId;
    this.#hide();
    for (const [fileId, file] of this.#open) {
      file.binding.dispose();
      file.binding = new TextBinding(this.#options.document.text(fileId), file.model);
    }
    if (shown !== undefined) this.show(shown);
  }

  #forgetDeleted(): void {
    const ids = new Set(this.#options.document.state.getSnapshot().files.map(({ id }) => id));
    for (const fileId of [...this.#open.keys()]) {
      if (!ids.has(fileId) && fileId !== this.#shown?.fileId) this.#close(fileId);
    }
  }

  /** Tells the others where this page's cursors are; a cursor that others' edits moved has not moved in the text. */
  #shareCursor(fileId: string): void {
    const file = this.#open.get(fileId);
    const selections = this.editor.getSelections();
    if (file === undefined || selections === null || file.binding.isApplying) return;
    const ranges = selections.map((selection) => ({
      anchor: file.model.getOffsetAt({
        lineNumber: selection.selectionStartLineNumber,
        column: selection.selectionStartColumn,
      }),
      head: file.model.getOffsetAt({
        lineNumber: selection.positionLineNumber,
        column: selection.positionColumn,
      }),
    }));
    const selection = shareSelection(fileId, this.#options.document.text(fileId), ranges);
    file.binding.cursors = selection;
    const shared = JSON.stringify(selection);
    if (shared === this.#lastShared) return; // Typing keeps the place between two characters.
    this.#lastShared = shared;
    this.#options.document.link.awareness.setLocalStateField('selection', selection);
  }

  /** After an undo the cursors are where they were before what was undone. */
  #restoreCursors(model: editor.ITextModel, selection: SharedSelection): void {
    const ranges = resolveSelection(selection, this.#options.document.text(selection.file));
    if (ranges.length === 0) return;
    this.editor.setSelections(
      ranges.map(({ anchor, head }) => {
        const [from, to] = [model.getPositionAt(anchor), model.getPositionAt(head)];
        return {
          selectionStartLineNumber: from.lineNumber,
          selectionStartColumn: from.column,
          positionLineNumber: to.lineNumber,
          positionColumn: to.column,
        };
      }),
    );
    const main = this.editor.getPosition();
    if (main !== null) this.editor.revealPositionInCenterIfOutsideViewport(main);
  }
}
