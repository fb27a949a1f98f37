import type { editor } from 'monaco-editor/editor';

interface VimMode {
  dispose(): void;
}

/** Vim's keys, fetched when somebody wants them. */
export class VimKeys {
  readonly #editor: editor.IStandaloneCodeEditor;
  readonly #status: HTMLElement;
  #wanted = false;
  #mode: VimMode | null = null;

  constructor(editor: editor.IStandaloneCodeEditor, status: HTMLElement) {
    this.#editor = editor;
    this.#status = status;
  }

  setEnabled(isEnabled: boolean): void {
    if (isEnabled === this.#wanted) return;
    this.#wanted = isEnabled;
    if (isEnabled) {
      this.#enable().catch((error: unknown) => {
        this.#wanted = false; // Choosing it again tries again.
        console.warn('CodeMeet: the Vim keys could not be fetched.', error);
      });
    } else {
      this.#disable();
    }
  }

  dispose(): void {
    this.#wanted = false;
    this.#disable();
  }

  async #enable(): Promise<void> {
    const { initVimMode } = await import('monaco-vim');
    if (this.#wanted && this.#mode === null) this.#mode = initVimMode(this.#editor, this.#status);
  }

  #disable(): void {
    this.#mode?.dispose();
    this.#mode = null;
    this.#status.replaceChildren();
  }
}
