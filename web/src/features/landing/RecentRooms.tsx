import { X } from 'lucide-react';
import { formatAgo } from '../../lib/format.ts';
import { forgetRoom, useRecentRooms } from '../../lib/recentRooms.ts';
import { IconButton } from '../../ui/IconButton.tsx';

/** The way back into rooms this browser was in; not shown to newcomers. */
export function RecentRooms({ onGo }: { onGo: (path: string) => void }) {
  const rooms = useRecentRooms();
  if (rooms.length === 0) return null;
  return (
    <section aria-labelledby="recent" className="mt-8">
      <h2 id="recent" className="text-sm font-semibold">
        Your rooms in this browser
      </h2>
      <ul className="mt-2 divide-y divide-line rounded-lg border border-line bg-surface">
        {rooms.slice(0, 4).map((room) => (
          <li key={room.id} className="flex items-center gap-1 pr-2">
            <a
              href={`/r/${room.id}`}
              onClick={(event) => {
                event.preventDefault();
                onGo(`/r/${room.id}`);
              }}
              className="flex min-w-0 flex-1 items-baseline gap-3 rounded-lg px-3 py-2.5 hover:text-accent"
            >
              <span className="truncate text-sm font-semibold">{room.title}</span>
              <span className="ml-auto shrink-0 text-[13px] text-muted">{formatAgo(room.at)}</span>
            </a>
            <IconButton
              small
              label={`Forget ${room.title}`}
              icon={<X size={14} />}
              onClick={() => forgetRoom(room.id)}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}
