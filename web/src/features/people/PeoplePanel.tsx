import { useMutation } from '@tanstack/react-query';
import { DoorOpen, MoreHorizontal, UserPlus, UserX } from 'lucide-react';
import { useState } from 'react';
import { explainError } from '../../lib/refusals.ts';
import type { Participant, ParticipantVerb, Room } from '../../realtime/protocol.ts';
import { holdsSeat } from '../../realtime/linkState.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Dialog.tsx';
import { IconButton } from '../../ui/IconButton.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { PanelHeader } from '../../ui/Panel.tsx';
import { toast } from '../../ui/toasts.ts';
import { forgetInvites } from './inviteLinks.ts';
import { LinkWords } from './LinkWords.tsx';
import { hasHostPowers, isTrusted, roleName } from './roles.ts';
import { useSecondsUntil } from '../../lib/useSecondsUntil.ts';

interface PeoplePanelProps {
  link: RoomLink;
  room: Room;
  me: Participant;
  participants: readonly Participant[];
  /** Add to this machine's clock for the server's. */
  clockOffsetMs: number;
  onInvite: () => void;
}

export function PeoplePanel({ link, room, me, participants, clockOffsetMs, onInvite }: PeoplePanelProps) {
  const [removing, setRemoving] = useState<Participant | null>(null);
  const change = useMutation({
    mutationFn: ({ id, verb }: { id: string; verb: ParticipantVerb }) => link.api.changeParticipant(id, verb),
    onSuccess: (_, { verb }) => {
      if (verb === 'remove') forgetInvites(link.roomId);
      setRemoving(null);
    },
    onError: (error) => {
      const { title, next } = explainError(error);
      toast(title, { tone: 'bad', detail: next });
      setRemoving(null);
    },
  });
  const waiting = participants.filter((one) => one.status === 'waiting');
  const inside = participants.filter(holdsSeat);
  const leads = hasHostPowers(me, participants);
  const busyId = change.isPending ? change.variables.id : null;

  return (
    <section aria-label="People" className="flex max-h-full min-h-0 flex-col">
      <PanelHeader
        title={
          <>
            People <span className="font-normal text-muted">{`${inside.length} of ${room.capacity}`}</span>
          </>
        }
      >
        {isTrusted(me) && (
          <IconButton label="Invite people" icon={<UserPlus size={16} />} onClick={onInvite} />
        )}
      </PanelHeader>
      <div className="min-h-0 overflow-y-auto px-1.5 pb-2">
        {waiting.length > 0 && (
          <div className="mb-2 rounded-md bg-marigold-soft p-2">
            <h3 className="px-1 text-xs font-bold text-marigold">Waiting to come in</h3>
            <ul>
              {waiting.map((person) => (
                <li key={person.id} className="mt-1.5 flex items-center gap-2 px-1">
                  <Avatar size="sm" name={person.name} colour={person.colour} />
                  <span className="min-w-0 flex-1 truncate text-[13px] font-semibold">{person.name}</span>
                  {leads && (
                    <>
                      <IconButton
                        small
                        label={`Send ${person.name} away`}
                        icon={<UserX size={15} />}
                        onClick={() => setRemoving(person)}
                      />
                      <Button
                        size="sm"
                        look="primary"
                        busy={busyId === person.id}
                        aria-label={`Let in ${person.name}`}
                        onClick={() => change.mutate({ id: person.id, verb: 'admit' })}
                      >
                        Let in
                      </Button>
                    </>
                  )}
                </li>
              ))}
            </ul>
          </div>
        )}
        <ul>
          {inside.map((person) => (
            <li key={person.id} className="group flex items-center gap-2.5 rounded-md px-1.5 py-1.5">
              <Avatar name={person.name} colour={person.colour} online={person.online} />
              <div className="min-w-0 flex-1 leading-tight">
                <p className="truncate text-[13px] font-semibold">
                  <bdi>{person.name}</bdi>
                  {person.id === me.id && <span className="font-normal text-muted"> (you)</span>}
                </p>
                <p className="text-xs text-muted">
                  {roleName(person.role, room.kind)}
                  {person.online && <LinkWords states={link.peers.state} clientId={person.clientId} />}
                  {!person.online && (
                    <HeldSeat until={person.heldUntil ?? null} clockOffsetMs={clockOffsetMs} />
                  )}
                </p>
              </div>
              {isTrusted(me) && person.id !== me.id && person.role !== 'host' && (
                <Menu
                  trigger={
                    <IconButton
                      small
                      label={`Actions for ${person.name}`}
                      icon={<MoreHorizontal size={15} />}
                      className="opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 data-[state=open]:opacity-100 pointer-coarse:opacity-100"
                    />
                  }
                >
                  {leads && person.role !== 'interviewer' && (
                    <MenuItem
                      icon={<DoorOpen size={15} aria-hidden />}
                      onSelect={() => change.mutate({ id: person.id, verb: 'lobby' })}
                    >
                      Send to the lobby
                    </MenuItem>
                  )}
                  <MenuItem
                    danger
                    icon={<UserX size={15} aria-hidden />}
                    onSelect={() => setRemoving(person)}
                  >
                    Remove…
                  </MenuItem>
                </Menu>
              )}
            </li>
          ))}
        </ul>
        {inside.length === 1 && waiting.length === 0 && isTrusted(me) && (
          <button
            type="button"
            onClick={onInvite}
            className="mt-1 w-full rounded-md border border-dashed border-line-strong/60 px-3 py-2 text-left text-[13px] text-muted hover:border-accent hover:text-ink"
          >
            You are alone here. <span className="font-semibold text-accent">Invite somebody</span>
          </button>
        )}
      </div>
      <Confirm
        open={removing !== null}
        onOpenChange={(open) => {
          if (!open) setRemoving(null);
        }}
        title={`Remove ${removing?.name ?? ''}?`}
        description="They are put out at once and their link stops working. New people then wait until you let them in."
        action="Remove"
        busy={change.isPending}
        onConfirm={() => {
          if (removing !== null) change.mutate({ id: removing.id, verb: 'remove' });
        }}
      />
    </section>
  );
}

function HeldSeat({ until, clockOffsetMs }: { until: string | null; clockOffsetMs: number }) {
  const seconds = useSecondsUntil(until === null ? null : Date.parse(until) - clockOffsetMs);
  if (seconds === null || seconds > 600) return ' · away, seat kept';
  return ` · away, seat kept ${seconds} s`;
}
