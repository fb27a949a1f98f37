import { useEffect, useRef, useState } from 'react';
import { cx } from '../../lib/cx.ts';
import { followLoudness } from './Loudness.ts';

const bars = 20;

/** How loud somebody is to their own microphone, with words: some cannot see bars, and all wonder what they mean. */
export function LevelMeter({ track }: { track: MediaStreamTrack | null }) {
  const [level, setLevel] = useState(0);
  const [heardTrack, setHeardTrack] = useState<MediaStreamTrack | null>(null);
  const recent = useRef(0);
  useEffect(() => {
    if (track === null) return undefined;
    return followLoudness(track, (now) => {
      // Falls slowly, so that one can read it. Loudness is heard as a logarithm.
      recent.current = Math.max(now, recent.current * 0.7);
      setLevel(Math.max(0, Math.min(1, 1 + Math.log10(recent.current + 1e-6) / 2.2)));
      if (now > 0.02) setHeardTrack(track);
    });
  }, [track]);
  const lit = track === null ? 0 : Math.round(level * bars);
  return (
    <>
      <span aria-hidden className="flex h-3 flex-1 gap-0.5">
        {Array.from({ length: bars }, (_, index) => (
          <span
            key={index}
            className={cx(
              'flex-1 rounded-full',
              index < lit ? (index < bars * 0.8 ? 'bg-lagoon' : 'bg-marigold') : 'bg-sunken',
            )}
          />
        ))}
      </span>
      <span role="status" className="w-28 shrink-0 text-right">
        {track === null ? 'Microphone off' : heardTrack === track ? 'We hear you' : 'Say something'}
      </span>
    </>
  );
}
