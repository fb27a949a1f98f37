import type { PeerLinks } from '../peers/PeerLinks.ts';
import type { DirectLine } from './DirectLine.ts';

/** The documents channels of the links between pages. */
export function directLineOf(peers: PeerLinks): DirectLine {
  return {
    send: (message, to) => peers.sendDocuments(message, to),
    close: (clientId) => peers.closeDocuments(clientId),
    isLinked: (clientId) => peers.isLinked(clientId),
    get isComplete() {
      return peers.isComplete;
    },
    onMessage: (listener) => peers.on('documents', listener),
    onOpened: (listener) => peers.on('linked', listener),
    onCompleteness: (listener) => peers.onCompleteness(listener),
  };
}
