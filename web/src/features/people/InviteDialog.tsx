import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { explainError } from '../../lib/refusals.ts';
import type { Invite, Room } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { inputLook } from '../../ui/Field.tsx';
import { inviteAddress } from './inviteLinks.ts';
import { invitesKey, OpenInvites } from './OpenInvites.tsx';
import { invitableRoles, roleExplanation, roleName, type InvitableRole } from './roles.ts';

interface InviteDialogProps {
  link: RoomLink;
  room: Room;
  freeSeats: number;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function InviteDialog({ link, room, freeSeats, open, onOpenChange }: InviteDialogProps) {
  const invites = useQuery({
    queryKey: invitesKey(link.roomId),
    queryFn: () => link.api.invites(),
    enabled: open,
    staleTime: 0,
  });
  const listed = invites.data ?? null;
  return (
    <Dialog
      wide
      open={open}
      onOpenChange={onOpenChange}
      title="Invite people"
      description={
        freeSeats === 0
          ? `All ${room.capacity} seats are taken. Whoever opens a link now waits for a free one.`
          : `${freeSeats} of ${room.capacity} seats ${freeSeats === 1 ? 'is' : 'are'} free. A link works for a week, without an account.`
      }
    >
      <ul className="divide-y divide-line">
        {invitableRoles.map((role) => (
          <RoleLink key={role} link={link} room={room} role={role} open={listed} />
        ))}
      </ul>
      <OpenInvites link={link} room={room} invites={listed} error={invites.error} />
      {room.locked && (
        <p className="mt-3 rounded-md bg-marigold-soft px-3 py-2 text-[13px]">
          The room is locked: links let nobody in until you unlock it.
        </p>
      )}
    </Dialog>
  );
}

interface RoleLinkProps {
  link: RoomLink;
  room: Room;
  role: InvitableRole;
  /** The room's invitations; null while they are not known. */
  open: readonly Invite[] | null;
}

function RoleLink({ link, room, role, open }: RoleLinkProps) {
  const queries = useQueryClient();
  const [wasCopied, setCopied] = useState(false);
  const [shown, setShown] = useState<string | null>(null);
  const copy = useMutation({
    mutationFn: async () => {
      const address = await inviteAddress(link, role, open);
      const done = await writeClipboard(address);
      return done ? null : address;
    },
    onSuccess: (address) => {
      setCopied(address === null);
      setShown(address);
      void queries.invalidateQueries({ queryKey: invitesKey(link.roomId) });
    },
  });
  const problem = copy.isError ? explainError(copy.error) : null;
  const name = roleName(role, room.kind);
  // What was copied and then withdrawn is to be copied anew.
  const copied = wasCopied && (open === null || open.some((invite) => invite.role === role));
  return (
    <li className="py-3 first:pt-0">
      <div className="flex items-center gap-4">
        <div className="min-w-0 flex-1">
          <p className="font-semibold">{name}</p>
          <p className="text-[13px] text-muted">{roleExplanation(role, room.kind)}</p>
        </div>
        <Button
          look={role === 'candidate' ? 'primary' : 'secondary'}
          busy={copy.isPending}
          icon={copied ? <Check size={16} aria-hidden /> : <Copy size={16} aria-hidden />}
          aria-label={`${copied ? 'Copied' : 'Copy link'} for: ${name}`}
          onClick={() => copy.mutate()}
        >
          {copied ? 'Copied' : 'Copy link'}
        </Button>
      </div>
      {shown !== null && (
        <input
          readOnly
          aria-label={`Link for: ${name}`}
          value={shown}
          onFocus={(event) => event.target.select()}
          className={`${inputLook} mt-2 h-9 font-mono text-xs`}
        />
      )}
      <p role="status" className="sr-only">
        {copied ? `Link for ${name} copied` : ''}
      </p>
      {problem !== null && (
        <p role="alert" className="mt-1 text-[13px] text-danger">
          {problem.title}. {problem.next}
        </p>
      )}
    </li>
  );
}

/** False where the browser refuses (no HTTPS, no permission): the link is then shown for copying by hand. */
async function writeClipboard(text: string): Promise<boolean> {
  // Absent on plain HTTP from another machine, whatever the types say.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard === undefined) return false;
  try {
    await clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
