import { useEffect, useState } from 'react';
import { useStore } from '../../lib/store.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { readSelection, resolveSelection } from './cursors.ts';
import { editorDocument } from './EditorDocument.ts';
import { textOf } from './TextBinding.ts';

interface Place {
  clientId: number;
  name: string;
  /** Path and line, as in `main.py, line 12`. */
  where: string;
}

/** What the coloured cursors say, for screen readers: who is where. Not live; it is there to be looked up. */
export function Whereabouts({ link }: { link: RoomLink }) {
  const { participants } = useStore(link.state);
  const [places, setPlaces] = useState<readonly Place[]>([]);
  useEffect(() => {
    const { awareness } = link.document('code');
    let timer: ReturnType<typeof setTimeout> | null = null;
    const readSoon = () => {
      timer ??= setTimeout(() => {
        timer = null;
        setPlaces(readPlaces(link));
      }, 500);
    };
    readSoon();
    awareness.on('change', readSoon);
    return () => {
      awareness.off('change', readSoon);
      if (timer !== null) clearTimeout(timer);
    };
  }, [link, participants]);

  if (places.length === 0) return null;
  return (
    <ul className="sr-only" aria-label="Where the others are">
      {places.map(({ clientId, name, where }) => (
        <li key={clientId}>
          {name}: {where}
        </li>
      ))}
    </ul>
  );
}

function readPlaces(link: RoomLink): Place[] {
  const document = editorDocument(link);
  const { files } = document.state.getSnapshot();
  const { participants } = link.state.getSnapshot();
  const { awareness } = document.link;
  return [...awareness.getStates()].flatMap(([clientId, state]) => {
    const selection = readSelection(state);
    const person = participants.find((one) => one.clientId === clientId);
    const file = files.find(({ id }) => id === selection?.file);
    if (clientId === awareness.clientID || selection === null || person === undefined || file === undefined)
      return [];
    const text = document.text(file.id);
    const main = resolveSelection(selection, text)[0];
    if (main === undefined) return [];
    const line = textOf(text).slice(0, main.head).split('\n').length;
    return [{ clientId, name: person.name, where: `${file.path}, line ${line}` }];
  });
}
