import { useEffect, useRef } from 'react';
import { cx } from '../../lib/cx.ts';

interface PictureProps {
  track: MediaStreamTrack;
  /** As in a mirror: oneself, and only for oneself. */
  mirrored?: boolean;
  /** Whole, with bars beside it, instead of filling its place. */
  whole?: boolean;
  className?: string;
}

/** A moving picture without sound; decoration beside the name that stands with it. */
export function Picture({ track, mirrored = false, whole = false, className }: PictureProps) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return undefined;
    element.srcObject = new MediaStream([track]);
    // A muted picture may always play; a rejection means that the next one took its place already.
    element.play().catch(() => undefined);
    return () => {
      element.srcObject = null;
    };
  }, [track]);
  return (
    <video
      ref={video}
      muted
      playsInline
      autoPlay
      aria-hidden
      tabIndex={-1}
      className={cx(
        'size-full',
        whole ? 'object-contain' : 'object-cover',
        mirrored && '-scale-x-100',
        className,
      )}
    />
  );
}
