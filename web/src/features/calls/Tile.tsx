import { MicOff, Route, SignalHigh, SignalLow, SignalMedium, Zap } from 'lucide-react';
import { Popover } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import type { CallPerson } from './callState.ts';
import { Picture } from './Picture.tsx';
import type { Quality } from './quality.ts';

export type TileSize = 'large' | 'small' | 'tiny';

interface TileProps {
  name: string;
  colour: string;
  /** Beside the name: what somebody is here, or “you”. */
  about: string;
  picture: MediaStreamTrack | null;
  mirrored?: boolean;
  muted: boolean;
  speaking: boolean;
  size: TileSize;
  /** A word about why there is no picture, where that is not obvious. */
  note?: string | null;
  /** Another tile lies in the corner at the right below. */
  cornered?: boolean;
  children?: ReactNode;
}

/** One person: their picture or their initials, who they are, whether they can be heard and speak. */
export function Tile({
  name,
  colour,
  about,
  picture,
  mirrored = false,
  muted,
  speaking,
  size,
  note = null,
  cornered = false,
  children,
}: TileProps) {
  return (
    <li
      data-testid="call-tile"
      data-speaking={speaking || undefined}
      className={cx(
        'relative isolate aspect-video min-w-0 overflow-hidden rounded-lg bg-sunken transition-shadow',
        speaking
          ? 'shadow-[0_0_0_2px_var(--color-surface),0_0_0_4px_var(--color-lagoon)]'
          : 'border border-line',
      )}
    >
      {picture === null ? (
        <div
          className={cx(
            'flex size-full flex-col items-center justify-center gap-1 pb-4',
            cornered && note !== null && 'pr-26',
          )}
        >
          <Avatar
            name={name}
            colour={colour}
            size={size === 'large' && note === null ? 'lg' : size === 'tiny' ? 'sm' : 'md'}
          />
          {note !== null && size === 'large' && <p className="px-3 text-center text-xs text-muted">{note}</p>}
        </div>
      ) : (
        <Picture track={picture} mirrored={mirrored} />
      )}
      <div
        className={cx(
          'absolute bottom-1 left-1 flex max-w-[calc(100%-0.5rem)] items-center gap-1 rounded-md px-1.5 py-0.5 leading-tight',
          // On a picture of any brightness.
          picture === null ? 'bg-raised text-ink' : 'bg-black/65 text-white',
          size === 'tiny' ? 'text-[10px]' : 'text-xs',
        )}
      >
        {muted && <MicOff size={12} aria-hidden className="shrink-0" />}
        <bdi className="truncate font-semibold">{name}</bdi>
        {size !== 'tiny' && <span className="shrink-0 opacity-80">{about}</span>}
        <span className="sr-only">
          {size === 'tiny' && `, ${about}`}
          {muted && ', muted'}
          {picture === null && ', no picture'}
          {speaking && ', speaking'}
          {note !== null && `. ${note}`}
        </span>
      </div>
      {children}
    </li>
  );
}

const signs = {
  unknown: { icon: SignalLow, look: 'bg-raised/90 text-muted', word: 'not known yet' },
  good: { icon: SignalHigh, look: 'bg-raised/90 text-lagoon', word: 'good' },
  fair: { icon: SignalMedium, look: 'bg-raised/90 text-marigold', word: 'fair' },
  bad: { icon: SignalLow, look: 'bg-danger text-paper', word: 'bad' },
} as const satisfies Record<Quality, unknown>;

const ways = {
  connecting: null,
  down: null,
  direct: {
    icon: Zap,
    word: 'Direct',
    means: 'What you say and show goes straight from browser to browser.',
  },
  relayed: {
    icon: Route,
    word: 'Relayed',
    means: 'A network in between allows no direct way, so it goes over a relay, which cannot see or hear it.',
  },
} as const;

/** The connection to one person: a sign of how good it is, and what is known about it behind a click. */
export function ConnectionSign({ person }: { person: CallPerson }) {
  const { verdict, connection, figures, participant } = person;
  const { icon: Icon, look, word } = signs[verdict.quality];
  const way = ways[connection];
  const summary = `Connection to ${participant.name}: ${word}${way === null ? '' : `, ${way.word.toLowerCase()}`}`;
  return (
    <Popover.Root>
      <Popover.Trigger
        aria-label={summary}
        title={verdict.sentence ?? summary}
        className={cx('absolute top-1 right-1 flex h-6 items-center gap-0.5 rounded-md px-1 shadow-sm', look)}
      >
        <Icon size={15} aria-hidden />
        {way !== null && <way.icon size={12} aria-hidden />}
      </Popover.Trigger>
      <Popover.Portal>
        <Popover.Content
          sideOffset={6}
          collisionPadding={8}
          aria-label={summary}
          className="z-50 w-64 animate-rise rounded-lg border border-line bg-raised p-3 text-[13px] shadow-float"
        >
          <p className="font-bold">{`The way to ${participant.name}: ${word}`}</p>
          {verdict.sentence !== null && <p className="mt-1">{verdict.sentence}</p>}
          {way !== null && (
            <p className="mt-2 flex gap-2 text-muted">
              <way.icon size={15} aria-hidden className="mt-0.5 shrink-0" />
              <span>
                <b className="text-ink">{way.word}.</b> {way.means}
              </span>
            </p>
          )}
          {figures !== null && (
            <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-3 text-muted tabular-nums">
              <dt>There and back</dt>
              <dd>{figures.rttMs === null ? 'not measured' : `${Math.round(figures.rttMs)} ms`}</dd>
              <dt>Lost</dt>
              <dd>{figures.loss === null ? 'nothing sent' : `${(figures.loss * 100).toFixed(1)} %`}</dd>
              <dt>Coming in</dt>
              <dd>{`${Math.round(figures.soundKbps + figures.pictureKbps)} kbit/s`}</dd>
            </dl>
          )}
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
