import { useStore, type Store } from '../../lib/store.ts';
import type { PeerState } from '../../realtime/peers/PeerLinks.ts';

const troubles = {
  'relay-refused': 'the relay refuses this page',
  'relay-unreachable': 'the relay does not answer',
  'no-path': 'no direct way was found',
  'no-answer': 'the other page does not answer',
};

/** How what goes between this page and another person's gets there. */
export function LinkWords({ states, clientId }: { states: Store<readonly PeerState[]>; clientId: number }) {
  const state = useStore(states).find((one) => one.clientId === clientId);
  switch (state?.connection) {
    case 'direct':
      return <span title="Edits and the call go from browser to browser."> · direct</span>;
    case 'relayed':
      return <span title="Edits and the call go through a relay that cannot read them."> · relayed</span>;
    case 'down':
      return (
        <span title="The room works all the same: edits go by the server.">
          {` · by server: ${troubles[state.reason ?? 'no-path']}`}
        </span>
      );
    case 'connecting':
    case undefined:
      return null;
  }
}
