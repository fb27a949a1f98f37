import type { Transcript } from './liveOutput.ts';
import { unstyled } from './ansi.ts';

/** As much as somebody would listen to. */
const lines = 40;

/** The last lines of a terminal for screen readers, which read what is added to it. */
export function TranscriptLog({ printed }: { printed: Transcript }) {
  const tail = printed.slice(-lines).map(({ stream, text }) => ({ stream, text: text.slice(-8000) }));
  const all = tail.flatMap(({ stream, text }) =>
    unstyled(text)
      .split(/(?<=\n)/)
      .map((line) => (stream === 'input' ? `typed: ${line}` : line)),
  );
  const first = Math.max(0, all.length - lines);
  return (
    <div role="log" aria-label="What the program prints" className="sr-only">
      {all.slice(first).map((line, index) => (
        <p key={first + index}>{line}</p>
      ))}
    </div>
  );
}
