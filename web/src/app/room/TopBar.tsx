import { useMutation } from '@tanstack/react-query';
import {
  Ellipsis,
  Flag,
  FolderTree,
  Lock,
  LockOpen,
  LogOut,
  MessagesSquare,
  Pause,
  Play,
  Settings,
  Square,
  UserPlus,
} from 'lucide-react';
import { useState, type ReactNode } from 'react';
import type { EditorDocument } from '../../features/editor/EditorDocument.ts';
import { hasHostPowers, isTrusted } from '../../features/people/roles.ts';
import { PathStatus, SaveStatus } from '../../features/status/SaveStatus.tsx';
import type { Runs } from '../../features/runs/useRuns.ts';
import { setPreferences, usePreferences } from '../../lib/preferences.ts';
import { explainError } from '../../lib/refusals.ts';
import { useStore } from '../../lib/store.ts';
import type { Language, Participant, RoomVerb } from '../../realtime/protocol.ts';
import { holdsSeat, type LinkState } from '../../realtime/linkState.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Badge } from '../../ui/Badge.tsx';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { LogoMark } from '../../ui/Logo.tsx';
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/Menu.tsx';
import { toast } from '../../ui/toasts.ts';
import { LanguagePicker } from './LanguagePicker.tsx';
import { runShortcut, type RunAction } from './useRunAction.ts';

interface TopBarProps {
  link: RoomLink;
  state: LinkState;
  /** Nothing reaches the server at the moment. */
  offline: boolean;
  document: EditorDocument;
  languages: readonly Language[];
  runs: Runs;
  runAction: RunAction;
  canWrite: boolean;
  unread: number;
  onPhone: boolean;
  /** The way into the call. */
  call: ReactNode;
  onShowFile: (id: string) => void;
  onRun: () => void;
  onInvite: () => void;
  onSettings: () => void;
  onLeave: () => Promise<void>;
}

export function TopBar(props: TopBarProps) {
  const { link, state, offline, document, languages, runs, runAction, canWrite, unread, onPhone } = props;
  const { room, me, participants } = state;
  const { filesOpen, sideOpen } = usePreferences();
  const code = useStore(document.state);
  const [asking, setAsking] = useState<'end' | 'leave' | null>(null);
  const leads = hasHostPowers(me, participants);
  const change = useMutation({
    mutationFn: (verb: Exclude<RoomVerb, 'leave'>) => link.api.change(verb),
    onError: tell,
    onSettled: () => setAsking(null),
  });
  const leave = useMutation({ mutationFn: props.onLeave, onError: tell, onSettled: () => setAsking(null) });
  const notBegun = room.state === 'draft' || room.state === 'scheduled' || room.state === 'lobby';

  return (
    <header className="flex h-14 shrink-0 items-center gap-2 border-b border-line bg-paper px-3 sm:gap-3">
      {onPhone ? (
        <h1 className="sr-only">{room.title}</h1>
      ) : (
        <>
          <LogoMark size={26} />
          <div className="flex min-w-0 items-center gap-2 text-sm font-bold">
            <h1 dir="auto" title={room.title} className="truncate">
              {room.title}
            </h1>
            {room.locked && <Lock size={14} aria-label="locked" className="shrink-0 text-marigold" />}
            <StateMark state={state} offline={offline} />
          </div>
          <span aria-hidden className="h-6 w-px shrink-0 bg-line" />
        </>
      )}
      <LanguagePicker
        languages={languages}
        currentId={code.language}
        disabled={!canWrite}
        onChoose={(language) => props.onShowFile(document.switchLanguage(language, languages))}
      />
      {runs.active === null || !canWrite ? (
        <Button
          look={notBegun && leads ? 'secondary' : 'primary'}
          size="sm"
          busy={runs.starting || runs.active !== null}
          icon={<Play size={14} aria-hidden className="fill-current" />}
          disabled={runAction.barred !== null}
          title={runAction.barred ?? `Run for everyone (${runShortcut})`}
          aria-keyshortcuts="Control+Enter Meta+Enter"
          onClick={props.onRun}
        >
          Run
        </Button>
      ) : (
        <Button
          look="danger"
          size="sm"
          busy={runs.cancelling}
          icon={<Square size={13} aria-hidden className="fill-current" />}
          onClick={() => {
            if (runs.active !== null) runs.cancel(runs.active.id);
          }}
        >
          Stop
        </Button>
      )}
      {notBegun && leads && (
        <Button look="primary" size="sm" busy={change.isPending} onClick={() => change.mutate('start')}>
          Begin the interview
        </Button>
      )}
      <div className="ml-auto flex min-w-0 items-center gap-2 sm:gap-3">
        <PathStatus link={link} compact={onPhone} />
        <SaveStatus document={document.link} compact={onPhone} />
        {!onPhone && props.call}
        <Faces participants={participants} />
        {!onPhone && isTrusted(me) && (
          <Button size="sm" icon={<UserPlus size={15} aria-hidden />} onClick={props.onInvite}>
            Invite
          </Button>
        )}
        <div className="flex items-center">
          {!onPhone && (
            <>
              <IconButton
                label={filesOpen ? 'Hide the files' : 'Show the files'}
                pressed={filesOpen}
                icon={<FolderTree size={17} />}
                onClick={() => setPreferences({ filesOpen: !filesOpen })}
              />
              <span className="relative">
                <IconButton
                  label={sideOpen ? 'Hide people and chat' : 'Show people and chat'}
                  pressed={sideOpen}
                  icon={<MessagesSquare size={17} />}
                  onClick={() => setPreferences({ sideOpen: !sideOpen })}
                />
                <Badge
                  count={unread}
                  label="unread messages"
                  className="pointer-events-none absolute -top-1 -right-1"
                />
              </span>
            </>
          )}
          <Menu trigger={<IconButton label="Room and settings" icon={<Ellipsis size={18} />} />}>
            {onPhone && (
              <MenuLabel>
                <span dir="auto" className="truncate">
                  {room.title}
                </span>
                {room.locked && <Lock size={14} aria-label="locked" className="shrink-0 text-marigold" />}
                <StateMark state={state} offline={offline} />
              </MenuLabel>
            )}
            {onPhone && isTrusted(me) && (
              <MenuItem icon={<UserPlus size={16} aria-hidden />} onSelect={props.onInvite}>
                Invite people
              </MenuItem>
            )}
            <MenuItem icon={<Settings size={16} aria-hidden />} onSelect={props.onSettings}>
              Settings
            </MenuItem>
            {leads && (
              <>
                <MenuSeparator />
                <MenuItem
                  icon={room.locked ? <LockOpen size={16} aria-hidden /> : <Lock size={16} aria-hidden />}
                  onSelect={() => change.mutate(room.locked ? 'unlock' : 'lock')}
                >
                  {room.locked ? 'Unlock: let people join' : 'Lock: nobody else joins'}
                </MenuItem>
                {(room.state === 'live' || room.state === 'paused') && (
                  <MenuItem
                    icon={
                      room.state === 'paused' ? (
                        <Play size={16} aria-hidden />
                      ) : (
                        <Pause size={16} aria-hidden />
                      )
                    }
                    onSelect={() => change.mutate(room.state === 'paused' ? 'resume' : 'pause')}
                  >
                    {room.state === 'paused' ? 'Resume' : 'Pause'}
                  </MenuItem>
                )}
              </>
            )}
            <MenuSeparator />
            <MenuItem icon={<LogOut size={16} aria-hidden />} onSelect={() => setAsking('leave')}>
              Leave…
            </MenuItem>
            {leads && (
              <MenuItem danger icon={<Flag size={16} aria-hidden />} onSelect={() => setAsking('end')}>
                End for everyone…
              </MenuItem>
            )}
          </Menu>
        </div>
      </div>
      <Confirm
        open={asking === 'end'}
        onOpenChange={(open) => setAsking(open ? 'end' : null)}
        title="End this room for everyone?"
        description="Nobody can write, run or chat in it any more. Everyone can still download the code."
        action="End the room"
        busy={change.isPending}
        onConfirm={() => change.mutate('end')}
      />
      <Confirm
        open={asking === 'leave'}
        onOpenChange={(open) => setAsking(open ? 'leave' : null)}
        title="Leave this room?"
        description={
          me.role === 'host'
            ? 'The room goes on without you, and your browser forgets that you are its host. To come back later, close the tab instead.'
            : 'Your seat becomes free for somebody else. To come back later, close the tab instead.'
        }
        action="Leave"
        busy={leave.isPending}
        onConfirm={() => leave.mutate()}
      />
    </header>
  );
}

function tell(error: unknown) {
  const { title, next } = explainError(error);
  toast(title, { tone: 'bad', detail: next });
}

/** The room's state where it is not the usual one, and the connection's. */
function StateMark({ state: { room, phase }, offline }: { state: LinkState; offline: boolean }) {
  const [text, look] =
    phase.name === 'connecting'
      ? (['connecting', 'bg-sunken text-muted'] as const)
      : offline
        ? (['offline', 'bg-marigold-soft text-marigold'] as const)
        : room.state === 'live'
          ? (['live', 'bg-lagoon-soft text-lagoon'] as const)
          : room.state === 'paused'
            ? (['paused', 'bg-marigold-soft text-marigold'] as const)
            : (['not begun', 'bg-iris-soft text-iris'] as const);
  return <span className={`shrink-0 rounded-sm px-1.5 py-0.5 text-xs font-semibold ${look}`}>{text}</span>;
}

function Faces({ participants }: { participants: readonly Participant[] }) {
  const inside = participants.filter(holdsSeat);
  return (
    <ul aria-label="Who is here" className="flex shrink-0 -space-x-0.5">
      {inside.map((person) => (
        <li
          key={person.id}
          title={person.online ? person.name : `${person.name} (away)`}
          className="rounded-full ring-2 ring-paper"
        >
          <Avatar name={person.name} colour={person.colour} online={person.online} size="sm" />
          <span className="sr-only">
            {person.name}
            {person.online ? '' : ', away'}
          </span>
        </li>
      ))}
    </ul>
  );
}
