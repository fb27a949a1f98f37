import { Video } from 'lucide-react';
import { Button } from '../../ui/Button.tsx';
import type { CallState } from './callState.ts';
import { callKeys } from './callKeys.ts';

/** The way into the call, for who is not in it; stands out when somebody is. */
export function CallButton({ call, onJoin }: { call: CallState; onJoin: () => void }) {
  if (call.phase === 'in') return null;
  const names = call.people.map(({ participant }) => participant.name);
  return (
    <Button
      size="sm"
      icon={<Video size={15} aria-hidden />}
      className={names.length > 0 ? 'border-lagoon bg-lagoon-soft text-lagoon' : ''}
      title={`${names.length === 0 ? 'Talk and see each other' : `In the call: ${names.join(', ')}`} (${callKeys.devices.shown})`}
      aria-label={names.length === 0 ? 'Join the call' : `Join the call, ${names.length} in it`}
      aria-keyshortcuts={callKeys.devices.aria}
      onClick={onJoin}
    >
      {names.length === 0 ? 'Call' : `Call · ${names.length}`}
    </Button>
  );
}
