import { useMemo } from 'react';
import { cx } from '../../lib/cx.ts';
import { styled, unstyled, type StyledText } from './ansi.ts';
import './ansi.css';
import type { Place } from './diagnostics.ts';

interface PrintedProps {
  text: string;
  /** Where in the source the text, without its colours, points to. */
  placesIn: (text: string) => readonly Place[];
  onPlace: (place: Place) => void;
  wrap: boolean;
  className?: string;
}

/** Output in its colours, with what names a place in the source to click on. */
export function Printed({ text, placesIn, onPlace, wrap, className }: PrintedProps) {
  const pieces = useMemo(() => piecesOf(styled(text), placesIn(unstyled(text))), [text, placesIn]);
  return (
    <pre
      className={cx(
        'font-mono text-[13px] leading-5',
        wrap ? 'break-words whitespace-pre-wrap' : 'w-max min-w-full whitespace-pre',
        className,
      )}
    >
      {pieces.map(({ text: piece, look, place }, index) =>
        place !== null ? (
          <button
            key={index}
            type="button"
            title={`${place.path}, line ${place.line}`}
            onClick={() => onPlace(place)}
            className={cx(
              'inline text-left font-mono whitespace-[inherit] underline decoration-dotted underline-offset-4 select-text hover:decoration-solid',
              look,
            )}
          >
            {piece}
          </button>
        ) : look === '' ? (
          piece
        ) : (
          <span key={index} className={look}>
            {piece}
          </span>
        ),
      )}
    </pre>
  );
}

interface Piece extends StyledText {
  place: Place | null;
}

/** Cuts styled text at the ends of the places in it. */
export function piecesOf(parts: readonly StyledText[], places: readonly Place[]): Piece[] {
  const pieces: Piece[] = [];
  let offset = 0;
  let next = 0;
  for (const part of parts) {
    let at = 0;
    while (at < part.text.length) {
      const position = offset + at;
      while ((places[next]?.to ?? Infinity) <= position) next++;
      const place = places[next];
      const inside = place !== undefined && place.from <= position;
      const end = Math.min(
        part.text.length,
        (place === undefined ? Infinity : inside ? place.to : place.from) - offset,
      );
      pieces.push({ text: part.text.slice(at, end), look: part.look, place: inside ? place : null });
      at = end;
    }
    offset += part.text.length;
  }
  return pieces;
}
