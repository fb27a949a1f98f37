import type { IBuffer, ILink } from '@xterm/xterm';
import type { Place } from '../diagnostics.ts';

interface Targets {
  placesIn: (line: string) => readonly Place[];
  onPlace: (place: Place) => void;
}

/** Links on one row (from 1): places in the source on a click, addresses with Ctrl or ⌘. */
export function linksIn(
  buffer: IBuffer,
  row: number,
  targets: Targets,
  open: (event: MouseEvent, uri: string) => void,
): ILink[] | undefined {
  const { first, text, width } = logicalLine(buffer, row);
  const rangeOf = (from: number, to: number) => ({
    start: { x: (from % width) + 1, y: first + Math.floor(from / width) },
    end: { x: ((to - 1) % width) + 1, y: first + Math.floor((to - 1) / width) },
  });
  const places = targets.placesIn(text).map((place): ILink => ({
    text: text.slice(place.from, place.to),
    range: rangeOf(place.from, place.to),
    activate: () => targets.onPlace(place),
  }));
  const addresses = [...text.matchAll(/https?:\/\/[^\s"'<>`]*[^\s"'<>`.,:;!?)\]}]/gi)].map(
    (match): ILink => ({
      text: match[0],
      range: rangeOf(match.index, match.index + match[0].length),
      activate: (event) => open(event, match[0]),
    }),
  );
  const links = [...places, ...addresses];
  return links.length === 0 ? undefined : links;
}

/** The line of output that a row belongs to, with the rows it wraps over. Wide characters shift links a little; rows stay right. */
function logicalLine(buffer: IBuffer, row: number): { first: number; text: string; width: number } {
  let first = row;
  while (first > 1 && buffer.getLine(first - 1)?.isWrapped === true) first--;
  let text = '';
  let width = 1;
  for (let at = first; ; at++) {
    const line = buffer.getLine(at - 1);
    if (line === undefined || (at > first && !line.isWrapped)) break;
    width = line.length;
    text += line.translateToString(false);
  }
  return { first, text: text.trimEnd(), width };
}
