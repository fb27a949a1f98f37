import type * as Setup from './monacoSetup.ts';

export type MonacoSetup = typeof Setup;

let loading: Promise<MonacoSetup> | null = null;

/** Fetches the editor, about 1 MB compressed, once; rejects when the network fails, and may then be called again. */
export function loadMonaco(): Promise<MonacoSetup> {
  loading ??= import('./monacoSetup.ts').catch((error: unknown) => {
    loading = null;
    throw error;
  });
  return loading;
}
