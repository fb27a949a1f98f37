import { ChevronDown, ChevronUp, PanelRight, PanelTop, PictureInPicture2 } from 'lucide-react';
import type { ReactNode } from 'react';
import { cx } from '../../lib/cx.ts';
import type { Participant } from '../../realtime/protocol.ts';
import { IconButton } from '../../ui/IconButton.tsx';
import type { CallSession } from './CallSession.ts';
import type { CallState } from './callState.ts';
import { Controls } from './Controls.tsx';
import { setCallChoices, useCallChoices } from './deviceChoices.ts';
import { Tiles } from './Tiles.tsx';

export interface CallViewProps {
  session: CallSession;
  call: CallState;
  me: Participant;
  roleOf: (person: Participant) => string;
  watching: number | null;
  onWatch: (clientId: number) => void;
  onDevices: () => void;
}

interface CallPanelProps extends CallViewProps {
  place: 'side' | 'top';
  /** People and chat are shown, so that the faces may stand above them. */
  mayMoveToSide: boolean;
  /** Puts the faces into a window of their own; null where the browser has none. */
  onFloat: (() => void) | null;
  floating: boolean;
}

/** The call on a desk: controls, and faces beside the code or in a strip above it, never on it. */
export function CallPanel({ place, mayMoveToSide, onFloat, floating, ...view }: CallPanelProps) {
  const { collapsed } = useCallChoices();
  const { session, call, onDevices } = view;
  const alone = call.people.length === 0;
  const faces = collapsed || floating ? null : <Tiles {...view} shape={place === 'top' ? 'row' : 'column'} />;
  const buttons = (
    <>
      {onFloat !== null && (
        <IconButton
          small
          label={floating ? 'Bring the faces back' : 'Faces in a window of their own'}
          pressed={floating}
          icon={<PictureInPicture2 size={15} />}
          onClick={onFloat}
        />
      )}
      {mayMoveToSide && (
        <IconButton
          small
          label={place === 'side' ? 'Move the faces above the code' : 'Move the faces to the side'}
          icon={place === 'side' ? <PanelTop size={15} /> : <PanelRight size={15} />}
          onClick={() => setCallChoices({ place: place === 'side' ? 'top' : 'side' })}
        />
      )}
      <IconButton
        small
        label={collapsed ? 'Show the faces' : 'Hide the faces'}
        aria-expanded={!collapsed}
        icon={collapsed ? <ChevronDown size={16} /> : <ChevronUp size={16} />}
        onClick={() => setCallChoices({ collapsed: !collapsed })}
      />
    </>
  );
  const line = collapsed ? <Who call={call} /> : alone && <Alone />;
  if (place === 'top') {
    return (
      <section
        aria-label="Call"
        className="flex shrink-0 items-center gap-3 border-b border-line bg-surface px-2 py-1"
      >
        {faces !== null && <div className="h-24 min-w-0 *:h-full">{faces}</div>}
        <div className="min-w-0 flex-1 text-[13px] text-muted">{line}</div>
        <Controls session={session} call={call} onDevices={onDevices} />
        <div className="flex items-center">{buttons}</div>
      </section>
    );
  }
  return (
    <section aria-label="Call" className="shrink-0 border-b border-line bg-surface p-1.5">
      {faces}
      {line !== false && <div className="px-1.5 pt-1 text-[13px] text-muted">{line}</div>}
      <div className="flex items-center justify-between pt-1.5">
        <Controls session={session} call={call} onDevices={onDevices} />
        <div className="flex items-center">{buttons}</div>
      </div>
    </section>
  );
}

function Alone(): ReactNode {
  return 'Nobody else is in the call yet.';
}

/** Names instead of faces, whoever speaks in bold. */
export function Who({ call, className }: { call: CallState; className?: string }) {
  const { people } = call;
  if (people.length === 0) return <p className={className}>Nobody else is in the call yet.</p>;
  return (
    <p className={cx('truncate', className)}>
      In the call:{' '}
      {people.map(({ participant, speaking }, index) => (
        <span key={participant.id}>
          {index > 0 && ', '}
          <bdi className={speaking ? 'font-bold text-lagoon' : undefined}>{participant.name}</bdi>
        </span>
      ))}
    </p>
  );
}
