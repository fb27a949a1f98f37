import { MonitorUp } from 'lucide-react';
import { cx } from '../../lib/cx.ts';
import type { Participant } from '../../realtime/protocol.ts';
import { Button } from '../../ui/Button.tsx';
import type { CallPerson, CallState } from './callState.ts';
import { ConnectionSign, Tile, type TileSize } from './Tile.tsx';

interface TilesProps {
  call: CallState;
  me: Participant;
  roleOf: (person: Participant) => string;
  /** One row, or as many columns as fit the number of people. */
  shape: 'row' | 'column' | 'page';
  /** Whose screen is looked at; null while it is the code. */
  watching: number | null;
  onWatch: (clientId: number) => void;
}

/** Everybody in the call, oneself last. */
export function Tiles({ call, me, roleOf, shape, watching, onWatch }: TilesProps) {
  const { people, camera, microphone } = call;
  const size: TileSize =
    shape === 'row' ? 'small' : people.length <= 1 ? 'large' : shape === 'page' ? 'large' : 'small';
  const own = (
    <Tile
      key="me"
      name={me.name}
      colour={me.colour}
      about="you"
      picture={camera.on ? camera.track : null}
      mirrored
      muted={!microphone.on || microphone.track === null}
      speaking={call.speaking}
      size={people.length === 1 && shape === 'column' ? 'tiny' : size}
    />
  );
  const others = people.map((person) => (
    <PersonTile
      key={person.participant.id}
      person={person}
      about={roleOf(person.participant)}
      size={size}
      cornered={people.length === 1 && shape === 'column'}
      watched={watching === person.clientId}
      onWatch={onWatch}
    />
  ));
  const label = `In the call: ${people.length + 1}`;
  if (shape === 'row') {
    return (
      <ul aria-label={label} className="flex gap-2 overflow-x-auto p-1 *:h-full *:shrink-0">
        {others}
        {own}
      </ul>
    );
  }
  // Of two, the other one is whom one wants to see.
  if (people.length === 1 && shape === 'column') {
    return (
      <ul
        aria-label={label}
        className="relative p-1 [&>li:last-child]:absolute [&>li:last-child]:right-2.5 [&>li:last-child]:bottom-2.5 [&>li:last-child]:w-24 [&>li:last-child]:shadow-float"
      >
        {others}
        {own}
      </ul>
    );
  }
  return (
    <ul
      aria-label={label}
      className={cx(
        'grid gap-2 p-1',
        people.length >= 2 || (shape === 'page' && people.length > 2) ? 'grid-cols-2' : 'grid-cols-1',
      )}
    >
      {others}
      {own}
    </ul>
  );
}

interface PersonTileProps {
  person: CallPerson;
  about: string;
  size: TileSize;
  cornered: boolean;
  watched: boolean;
  onWatch: (clientId: number) => void;
}

function PersonTile({ person, about, size, cornered, watched, onWatch }: PersonTileProps) {
  const { participant, connection, verdict } = person;
  const note =
    connection === 'connecting' || connection === 'down' || person.cameraHeld ? verdict.sentence : null;
  return (
    <Tile
      name={participant.name}
      colour={participant.colour}
      about={about}
      picture={connection === 'down' ? null : person.camera}
      muted={!person.microphone}
      speaking={person.speaking}
      size={size}
      note={note}
      cornered={cornered}
    >
      <ConnectionSign person={person} />
      {person.screen !== null && !watched && (
        <Button
          size="sm"
          look="primary"
          className="absolute top-1 left-1 h-6 px-1.5 text-xs"
          icon={<MonitorUp size={13} aria-hidden />}
          aria-label={`Watch the screen of ${participant.name}`}
          onClick={() => onWatch(person.clientId)}
        >
          {size === 'tiny' ? '' : 'Screen'}
        </Button>
      )}
    </Tile>
  );
}
