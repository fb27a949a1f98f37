import type { Language, Run } from '../../realtime/protocol.ts';
import { unstyled } from './ansi.ts';
import { placesIn, type Place } from './diagnostics.ts';
import { textOf, type Transcript } from './liveOutput.ts';
import { isUnderWay } from './verdicts.ts';

/** Places in the source that a finished run complained about: of its compiler, and where it failed of its trace. */
export function problemsOf(run: Run, printed: Transcript, language: Language | null): readonly Place[] {
  const patterns = language?.diagnostics ?? [];
  if (isUnderWay(run.status) || patterns.length === 0) return [];
  const failed = run.status === 'runtime_error';
  // A terminal shows both streams as one; of a program that ended well, a line that looks like a place is just a line.
  const text = [
    textOf(printed, 'compile'),
    failed && run.terminal != null ? textOf(printed, 'stdout') : '',
    failed ? textOf(printed, 'stderr') : '',
  ].join('\n');
  const places = placesIn(unstyled(text), patterns, run);
  const seen = new Set<string>();
  return places.filter(({ path, line, column, message }) => {
    const key = `${path}:${line}:${column ?? ''}:${message}`;
    return seen.size < seen.add(key).size;
  });
}
