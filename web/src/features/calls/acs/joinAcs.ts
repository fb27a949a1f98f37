/**
 * The only file that the SDK of Azure Communication Services is imported by: several megabytes, loaded where the server
 * says that they carry the call.
 */
import { CallClient, LocalAudioStream, LocalVideoStream } from '@azure/communication-calling';
import { AzureCommunicationTokenCredential } from '@azure/communication-common';
import { holdsSeat } from '../../../realtime/linkState.ts';
import type { CallAnswer } from '../../../realtime/protocol.ts';
import type { RoomLink } from '../../../realtime/RoomLink.ts';
import { AcsCall } from './AcsCall.ts';

export function joinAcs(link: RoomLink, answer: CallAnswer): Promise<AcsCall> {
  // Given a microphone of ours, even a silent one, the SDK opens none by itself.
  const quiet = new AudioContext();
  return AcsCall.join({
    sdk: { CallClient, LocalAudioStream, LocalVideoStream, AzureCommunicationTokenCredential },
    answer,
    ask: () => link.api.call(),
    present: () =>
      new Set(
        link.state
          .getSnapshot()
          .participants.filter(holdsSeat)
          .map(({ clientId }) => clientId),
      ),
    silence: quiet.createMediaStreamDestination().stream,
    onClose: () => void quiet.close(),
  });
}
