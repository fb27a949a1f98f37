import { useEffect, useEffectEvent, useMemo, useState } from 'react';
import type { CodeFile } from '../../features/editor/EditorDocument.ts';
import type { RunProblem } from '../../features/editor/runMarkers.ts';
import type { Spot } from '../../features/editor/spot.ts';
import type { Place } from '../../features/runs/diagnostics.ts';
import { problemsOf } from '../../features/runs/problems.ts';
import type { Runs } from '../../features/runs/useRuns.ts';
import type { Language } from '../../realtime/protocol.ts';

interface Problems {
  /** What the newest run complained about, by file. */
  byFile: ReadonlyMap<string, readonly RunProblem[]>;
  goTo: Spot | null;
  show: (place: Place) => void;
  /** Gives the keyboard to the editor. */
  focusEditor: () => void;
}

interface ProblemsOptions {
  runs: Runs;
  languages: readonly Language[];
  files: readonly CodeFile[];
  currentId: string | null;
  /** Brings a file to the front. */
  onShowFile: (fileId: string) => void;
}

/** What the newest run complained about, and going there: by a click on its words, or one after the other with F8. */
export function useProblems({ runs, languages, files, currentId, onShowFile }: ProblemsOptions): Problems {
  const newest = runs.feed.runs[0] ?? null;
  const printed = newest === null ? null : runs.printed(newest);
  const language = languages.find((one) => one.id === newest?.language) ?? null;
  const complete = newest !== null && runs.feed.complete.has(newest.id);
  const [goTo, setGoTo] = useState<Spot | null>(null);
  const [at, setAt] = useState(-1);

  const places = useMemo(
    () => (newest === null || printed === null || !complete ? [] : problemsOf(newest, printed, language)),
    [newest, printed, complete, language],
  );
  const byFile = useMemo(() => {
    const found = new Map<string, RunProblem[]>();
    for (const { path, line, column, severity, message } of places) {
      const file = files.find((one) => one.path === path);
      if (file !== undefined)
        found.set(file.id, [...(found.get(file.id) ?? []), { line, column, severity, message }]);
    }
    return found;
  }, [places, files]);

  function show({ path, line, column }: Place) {
    const file = files.find((one) => one.path === path);
    if (file === undefined) return;
    onShowFile(file.id);
    setGoTo({ fileId: file.id, line, column });
  }

  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // Without problems of a run the editor's own F8 goes on to what it found itself.
    if (event.key !== 'F8' || places.length === 0) return;
    event.preventDefault();
    event.stopPropagation();
    const next = (at + (event.shiftKey ? -1 : 1) + places.length) % places.length;
    const place = places[at < 0 && event.shiftKey ? places.length - 1 : next];
    if (place === undefined) return;
    setAt(places.indexOf(place));
    show(place);
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener, { capture: true });
    return () => window.removeEventListener('keydown', listener, { capture: true });
  }, []);

  return {
    byFile,
    goTo,
    show,
    focusEditor: () => {
      if (currentId !== null) setGoTo({ fileId: currentId, line: null, column: null });
    },
  };
}
