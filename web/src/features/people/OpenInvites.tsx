import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { count, formatDay } from '../../lib/format.ts';
import { explainError } from '../../lib/refusals.ts';
import type { Invite, Room } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { Button } from '../../ui/Button.tsx';
import { hasUsesLeft } from './inviteLinks.ts';
import { roleName } from './roles.ts';

/** The query of a room's invitations; ask anew whenever one was made or withdrawn. */
export const invitesKey = (roomId: string) => ['invites', roomId];

interface OpenInvitesProps {
  link: Pick<RoomLink, 'roomId' | 'api'>;
  room: Pick<Room, 'kind'>;
  /** Null while they are not here. */
  invites: readonly Invite[] | null;
  /** Why they are not here. */
  error: Error | null;
}

/** Every link that still opens the room, and the way to withdraw it. Folded: few need it, but then at once. */
export function OpenInvites({ link, room, invites, error }: OpenInvitesProps) {
  const queries = useQueryClient();
  const summary = useRef<HTMLElement>(null);
  const withdraw = useMutation({
    mutationFn: (invite: Invite) => link.api.revokeInvite(invite.id),
    // The pressed button goes with its row; without this the keyboard would start again at the top.
    onSuccess: () => summary.current?.focus(),
    onSettled: () => queries.invalidateQueries({ queryKey: invitesKey(link.roomId) }),
  });
  const failure = withdraw.error ?? (invites === null ? error : null);
  const problem = failure === null ? null : explainError(failure);
  const sorted = invites?.toSorted((one, other) => one.expiresAt.localeCompare(other.expiresAt)) ?? [];

  return (
    <details className="mt-2 border-t border-line pt-3">
      <summary
        ref={summary}
        className="cursor-pointer rounded-sm text-[13px] font-semibold text-muted hover:text-ink"
      >
        {invites === null ? 'Open links' : `Open links: ${invites.length}`}
      </summary>
      {invites?.length === 0 && (
        <p className="mt-2 text-[13px] text-muted">No link opens this room. Copy one above to make it.</p>
      )}
      <ul className="mt-1 max-h-56 overflow-y-auto">
        {sorted.map((invite) => {
          const name = roleName(invite.role, room.kind);
          const until = formatDay(invite.expiresAt);
          return (
            <li key={invite.id} className="flex items-center gap-3 py-1.5 text-[13px]">
              <p className="min-w-0 flex-1 leading-snug">
                <span className="font-semibold">{name}</span>
                <span className="text-muted">{` · ${usesWords(invite)} · until ${until}`}</span>
              </p>
              <Button
                size="sm"
                aria-label={`Withdraw the link for ${name} until ${until}`}
                busy={withdraw.isPending && withdraw.variables.id === invite.id}
                onClick={() => withdraw.mutate(invite)}
              >
                Withdraw
              </Button>
            </li>
          );
        })}
      </ul>
      {invites !== null && invites.length > 0 && (
        <p className="mt-1 text-[13px] text-muted">
          A withdrawn link lets nobody else in. Whoever came by it stays.
        </p>
      )}
      <p role="status" className="sr-only">
        {withdraw.isSuccess ? 'Link withdrawn' : ''}
      </p>
      {problem !== null && (
        <p role="alert" className="mt-1 text-[13px] text-danger">
          {problem.title}. {problem.next}
        </p>
      )}
    </details>
  );
}

function usesWords(invite: Invite): string {
  if (!hasUsesLeft(invite)) return 'used up';
  return invite.uses === 0
    ? 'not used yet'
    : `used ${invite.uses === 1 ? 'once' : count(invite.uses, 'time')}`;
}
