/** Monaco with the parts this product uses. Imported lazily by `loadMonaco`; nothing else may import it. */
import 'monaco-editor/features/register.all';
// Every grammar by its own lazy chunk: a language added on the server needs no change here.
import 'monaco-editor/languages/definitions/register.all';
import editorWorker from 'monaco-editor/editor/editor.worker.js?worker&url';
import typeScriptWorker from 'monaco-editor/language/typescript/ts.worker.js?worker&url';
import * as monaco from 'monaco-editor/editor';
import { startWorker } from './startWorker.ts';
import { defineThemes } from './themes.ts';

self.MonacoEnvironment = {
  getWorker: (_id: string, label: string) =>
    startWorker(label === 'typescript' || label === 'javascript' ? typeScriptWorker : editorWorker),
};
defineThemes(monaco);

let typeScriptService: Promise<unknown> | null = null;

/**
 * Completion and diagnostics for TypeScript and JavaScript: 1.5 MB compressed, fetched when such a file opens.
 * Resolves when it is registered, which must come before a model has the language, or when that failed.
 */
export function loadTypeScriptService(): Promise<unknown> {
  typeScriptService ??= import('monaco-editor/languages/features/typescript/register').then(
    () => monaco.editor.onDidChangeMarkers(dropStrayMarkers),
    (error: unknown) => {
      typeScriptService = null; // The next such file tries again.
      console.warn('CodeMeet: no completion for TypeScript at the moment.', error);
    },
  );
  return typeScriptService;
}

/** The worker may answer after the file became one of another language; its errors would then stay for good. */
function dropStrayMarkers(changed: readonly monaco.Uri[]): void {
  for (const resource of changed) {
    const model = monaco.editor.getModel(resource);
    if (model === null) continue;
    for (const owner of ['typescript', 'javascript']) {
      const isStray = model.getLanguageId() !== owner;
      if (isStray && monaco.editor.getModelMarkers({ owner, resource }).length > 0) {
        monaco.editor.setModelMarkers(model, owner, []);
      }
    }
  }
}

export { monaco };
