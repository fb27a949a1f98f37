/** Where people are, as it travels in awareness: positions relative to the text, so that edits do not move them. */
import * as Y from 'yjs';

/** Selections beyond these are not shown to others; an awareness message has at most 2 KiB. */
const mostRanges = 8;

export interface SharedSelection {
  file: string;
  /** Anchor and head of each cursor, the first one the main one, as `Y.RelativePosition` in JSON. */
  ranges: [unknown, unknown][];
}

/** A cursor as offsets into the text now; anchor and head are equal when nothing is selected. */
export interface CursorRange {
  anchor: number;
  head: number;
}

export function shareSelection(file: string, text: Y.Text, ranges: readonly CursorRange[]): SharedSelection {
  const position = (offset: number) =>
    Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(text, offset)) as unknown;
  return {
    file,
    ranges: ranges.slice(0, mostRanges).map(({ anchor, head }) => [position(anchor), position(head)]),
  };
}

/** The selection in a page's awareness state, if it has one; whatever a page sends, this does not throw. */
export function readSelection(state: unknown): SharedSelection | null {
  const selection = (state as { selection?: Partial<SharedSelection> | null } | null)?.selection;
  if (typeof selection?.file !== 'string' || !Array.isArray(selection.ranges)) return null;
  const ranges = (selection.ranges as unknown[]).filter(isPair);
  return { file: selection.file, ranges: ranges.slice(0, mostRanges) };
}

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}

/** The offsets in `text`; positions that this page's text does not have yet are left out. */
export function resolveSelection(selection: SharedSelection, text: Y.Text): CursorRange[] {
  const { doc } = text;
  if (doc === null) return [];
  const offset = (json: unknown): number | null => {
    try {
      const absolute = Y.createAbsolutePositionFromRelativePosition(
        Y.createRelativePositionFromJSON(json),
        doc,
      );
      return absolute?.type === text ? absolute.index : null;
    } catch {
      return null; // From a page that sends nonsense, or about text that is still under way.
    }
  };
  return selection.ranges.flatMap(([anchorJson, headJson]) => {
    const [anchor, head] = [offset(anchorJson), offset(headJson)];
    return anchor === null || head === null ? [] : [{ anchor, head }];
  });
}

/** Name and colour of the person behind a page; null for a page that has left. */
export type PersonOf = (clientId: number) => { name: string; colour: string } | null;
