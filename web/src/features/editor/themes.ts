import type * as Monaco from 'monaco-editor/editor';

/** Backgrounds match the page's surface (app/theme.css): the editor is part of the page, not a box in it. */
export function defineThemes(monaco: typeof Monaco): void {
  monaco.editor.defineTheme('codemeet-light', {
    base: 'vs',
    inherit: true,
    rules: [],
    colors: {
      'editor.background': '#fffdf8',
      'editorGutter.background': '#fffdf8',
      'editor.lineHighlightBackground': '#f6f2ea',
      'editorLineNumber.foreground': '#736b5b',
      'editorLineNumber.dimmedForeground': '#736b5b',
    },
  });
  monaco.editor.defineTheme('codemeet-dark', {
    base: 'vs-dark',
    inherit: true,
    // The base's green is too dark on this background for WCAG’s 4.5 : 1.
    rules: [{ token: 'comment', foreground: '7aa868' }],
    colors: {
      'editor.background': '#1a1916',
      'editorGutter.background': '#1a1916',
      'editor.lineHighlightBackground': '#24221e',
      'editorLineNumber.foreground': '#8d8575',
      'editorLineNumber.dimmedForeground': '#8d8575',
    },
  });
}
