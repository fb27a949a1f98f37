import { useEffect, useRef, useState } from 'react';
import { useStore } from '../../lib/store.ts';
import type { Language } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { editorDocument } from './EditorDocument.ts';
import './editor.css';
import { EditorSession, type EditorPreferences } from './EditorSession.ts';
import { loadMonaco } from './loadMonaco.ts';
import { monacoLanguage, personOf } from './people.ts';
import type { RunProblem } from './runMarkers.ts';
import type { Spot } from './spot.ts';
import { Whereabouts } from './Whereabouts.tsx';

interface CodeEditorProps {
  link: RoomLink;
  fileId: string;
  languages: readonly Language[];
  preferences: EditorPreferences;
  readOnly: boolean;
  /** Takes focus when it is there and nothing else has it. Never on its own away from something. */
  takesFocus: boolean;
  /** By file; see `EditorSession.setProblems`. */
  problems: ReadonlyMap<string, readonly RunProblem[]>;
  /** Where to go next; each one is gone to once. Null before the first. */
  goTo: Spot | null;
  /** Called once if the editor cannot be fetched; offer `PlainTextEditor` or another try (a new `key`). */
  onUnavailable: (error: unknown) => void;
}

/** Monaco on one file of the room. Render it after `document('code').whenLoaded`. */
export function CodeEditor({
  link,
  fileId,
  languages,
  preferences,
  readOnly,
  takesFocus,
  problems,
  goTo,
  onUnavailable,
}: CodeEditorProps) {
  const container = useRef<HTMLDivElement>(null);
  const status = useRef<HTMLDivElement>(null);
  const [session, setSession] = useState<EditorSession | null>(null);
  const code = editorDocument(link);
  const { files } = useStore(code.state);
  const { participants } = useStore(link.state);
  const latest = useRef({ preferences, languages, onUnavailable });
  useEffect(() => {
    latest.current = { preferences, languages, onUnavailable };
  });

  useEffect(() => {
    let isGone = false;
    let made: EditorSession | null = null;
    loadMonaco().then(
      (setup) => {
        if (isGone || container.current === null || status.current === null) return;
        made = new EditorSession(setup, container.current, latest.current.preferences, {
          document: editorDocument(link),
          languageOf: (id) => monacoLanguage(editorDocument(link), id, latest.current.languages),
          personOf: personOf(link),
          status: status.current,
          label: 'Code. Ctrl+M lets Tab leave the editor.',
        });
        setSession(made);
      },
      (error: unknown) => {
        if (!isGone) latest.current.onUnavailable(error);
      },
    );
    return () => {
      isGone = true;
      made?.dispose();
      setSession(null);
    };
  }, [link]);

  useEffect(() => session?.setReadOnly(readOnly), [session, readOnly]);
  useEffect(() => session?.setPreferences(preferences), [session, preferences]);
  useEffect(() => session?.redrawCursors(), [session, participants]);
  // `files` and `languages` too: a file's language may have changed.
  useEffect(() => session?.show(fileId), [session, fileId, files, languages]);

  useEffect(() => session?.setProblems(problems), [session, problems]);
  const gone = useRef<Spot | null>(null);
  useEffect(() => {
    if (session === null || goTo?.fileId !== fileId || gone.current === goTo) return;
    gone.current = goTo;
    if (goTo.line === null) session.focus();
    else session.reveal(goTo.line, goTo.column ?? 1);
  }, [session, goTo, fileId]);

  useEffect(() => {
    if (session === null || !takesFocus || readOnly) return;
    // In the next task: a dialog that closes gives focus back where it came from, if that is still there.
    const timer = setTimeout(() => {
      if (document.activeElement === document.body) session.focus();
    }, 0);
    return () => clearTimeout(timer);
  }, [session, takesFocus, readOnly]);

  return (
    <div className="relative flex h-full min-h-0 flex-col">
      <div
        ref={container}
        className="min-h-0 flex-1"
        data-testid="code-editor"
        aria-busy={session === null}
      />
      <div ref={status} className="editor-status" hidden={preferences.keys !== 'vim'} />
      <Whereabouts link={link} />
    </div>
  );
}
