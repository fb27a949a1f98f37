import { useEffect, useEffectEvent, useState } from 'react';
import type { EditorDocument } from '../../features/editor/EditorDocument.ts';
import { splitArgs } from '../../features/runs/args.ts';
import { maxStdinBytes, type RunInput } from '../../features/runs/InputPane.tsx';
import { tooManyToRun } from '../../features/runs/tests/SharedCases.ts';
import type { Runs } from '../../features/runs/useRuns.ts';
import { isRecord, readStored, writeStored } from '../../lib/browserStorage.ts';
import { byteLength } from '../../lib/format.ts';
import { usePreferences } from '../../lib/preferences.ts';
import { useStore } from '../../lib/store.ts';
import type { Language, RunRequest, RunTest, TerminalSize } from '../../realtime/protocol.ts';

const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);
export const runShortcut = isApple ? '⌘ Enter' : 'Ctrl+Enter';
export const testShortcut = isApple ? '⇧ ⌘ Enter' : 'Ctrl+Shift+Enter';

export interface RunAction {
  input: RunInput;
  setInput: (input: RunInput) => void;
  /** Of the file that runs. */
  language: Language | null;
  /** Why a run cannot be started now, as a sentence; null when it can. */
  barred: string | null;
  /** With the filled input, or else in the terminal. */
  run: () => void;
  runTests: (tests: RunTest[]) => void;
}

interface RunActionOptions {
  document: EditorDocument;
  roomId: string;
  runs: Runs;
  languages: readonly Language[];
  mayRun: boolean;
  /** Of the terminal that a run would be seen in. */
  terminalSize: () => TerminalSize;
  /** The keys were pressed. */
  onKeys: (keys: 'run' | 'tests') => void;
}

/** Starting a run from what the editor holds, by button or key. */
export function useRunAction(options: RunActionOptions): RunAction {
  const { document, roomId, runs, languages, mayRun, terminalSize, onKeys } = options;
  const code = useStore(document.state);
  const { runWithInput } = usePreferences();
  const [input, setInput] = useState(() => keptInput(roomId));
  const entry = code.files.find((file) => file.id === code.entry) ?? null;
  const languageId = entry === null ? code.language : languageOf(entry, languages, code.language);
  const language = languages.find((one) => one.id === languageId) ?? null;
  const stdin = runWithInput ? input.stdin : '';
  const barred = whyBarred();

  function whyBarred(): string | null {
    if (!mayRun) return 'You are here to read.';
    if (entry === null) return 'The code is still on its way.';
    if (language === null) return 'The languages are still on their way.';
    if (!language.available) return `${language.name} cannot run on this server. Choose another language.`;
    if (byteLength(stdin) > maxStdinBytes) return 'The input is too long. Shorten it.';
    return null;
  }

  function start(how: Pick<RunRequest, 'stdin' | 'terminal' | 'tests'>) {
    if (barred !== null || language === null || runs.starting) return;
    const { files, entry: entryPath } = document.runFiles();
    const args = splitArgs(input.args);
    runs.start({
      language: language.id,
      files,
      ...(entryPath === undefined ? {} : { entry: entryPath }),
      ...(args.length === 0 ? {} : { args }),
      ...how,
    });
  }

  const run = () => start(stdin === '' ? { terminal: terminalSize() } : { stdin });

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.altKey) return;
    // Before the editor, where the same keys would begin a new line.
    event.preventDefault();
    event.stopPropagation();
    onKeys(event.shiftKey ? 'tests' : 'run');
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);

  return {
    input,
    setInput: (next) => {
      setInput(next);
      writeStored(inputKey(roomId), next);
    },
    language,
    barred,
    run,
    runTests: (tests) => {
      // The list of the cases says so.
      if (tests.length > 0 && tooManyToRun(tests.length) === null) start({ tests });
    },
  };
}

const inputKey = (roomId: string) => `codemeet.input.${roomId}`;

/** What this person prepared in this room before a reload. */
function keptInput(roomId: string): RunInput {
  const kept = readStored(inputKey(roomId));
  return isRecord(kept) && typeof kept.stdin === 'string' && typeof kept.args === 'string'
    ? { stdin: kept.stdin, args: kept.args }
    : { stdin: '', args: '' };
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
