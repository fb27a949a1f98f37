import { useEffect, useEffectEvent, useState } from 'react';
import type { EditorDocument } from '../../features/editor/EditorDocument.ts';
import { splitArgs } from '../../features/runs/args.ts';
import { maxStdinBytes, type RunInput } from '../../features/runs/InputPane.tsx';
import type { Runs } from '../../features/runs/useRuns.ts';
import { byteLength } from '../../lib/format.ts';
import { useStore } from '../../lib/store.ts';
import type { Language } from '../../realtime/protocol.ts';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const runShortcut = isApple ? '⌘ Enter' : 'Ctrl+Enter';

export interface RunAction {
  input: RunInput;
  setInput: (input: RunInput) => void;
  /** Of the file that runs. */
  language: Language | null;
  /** Why a run cannot be started now, as a sentence; null when it can. */
  barred: string | null;
  run: () => void;
}

/** Starting a run from what the editor holds, by button or key. */
export function useRunAction(
  document: EditorDocument,
  runs: Runs,
  languages: readonly Language[],
  mayRun: boolean,
): RunAction {
  const code = useStore(document.state);
  const [input, setInput] = useState<RunInput>({ stdin: '', args: '' });
  const entry = code.files.find((file) => file.id === code.entry) ?? null;
  const languageId = entry === null ? code.language : languageOf(entry, languages, code.language);
  const language = languages.find((one) => one.id === languageId) ?? null;
  const barred = whyBarred();

  function whyBarred(): string | null {
    if (!mayRun) return 'You are here to read.';
    if (entry === null) return 'The code is still on its way.';
    if (language === null) return 'The languages are still on their way.';
    if (!language.available) return `${language.name} cannot run on this server. Choose another language.`;
    if (byteLength(input.stdin) > maxStdinBytes) return 'The input is too long. Shorten it.';
    return null;
  }

  function run() {
    if (barred !== null || language === null || runs.starting) return;
    const { files, entry: entryPath } = document.runFiles();
    const args = splitArgs(input.args);
    runs.start({
      language: language.id,
      files,
      ...(entryPath === undefined ? {} : { entry: entryPath }),
      ...(input.stdin === '' ? {} : { stdin: input.stdin }),
      ...(args.length === 0 ? {} : { args }),
    });
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    // Before the editor, where the same keys would begin a new line.
    event.preventDefault();
    event.stopPropagation();
    run();
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);

  return { input, setInput, language, barred, run };
}

/** A file's own language, else by its extension, else the room's. */
function languageOf(
  file: { path: string; language: string | null },
  languages: readonly Language[],
  roomLanguage: string,
): string {
  if (file.language !== null) return file.language;
  const room = languages.find((one) => one.id === roomLanguage);
  const fits = (one: Language) =>
    file.path.endsWith(one.extension.startsWith('.') ? one.extension : `.${one.extension}`);
  if (room !== undefined && fits(room)) return room.id;
  return languages.find(fits)?.id ?? roomLanguage;
}
