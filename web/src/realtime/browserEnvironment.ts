import { HubConnectionBuilder, LogLevel } from '@microsoft/signalr';
import type { Hub, LinkEnvironment, PageHints, SeatStorage } from './environment.ts';
import { IndexedDbOutbox } from './IndexedDbOutbox.ts';
import { MemoryOutbox } from './outbox.ts';

let shared: LinkEnvironment | null = null;

/** The environment of a page in a browser; one for the page. */
export function browserEnvironment(): LinkEnvironment {
  shared ??= {
    fetch: (url, init) => fetch(url, init),
    hub: (token) => openHub('/api/hub', token),
    clock: {
      now: () => Date.now(),
      after: (ms, action) => {
        const timer = setTimeout(action, ms);
        return () => clearTimeout(timer);
      },
    },
    random: Math.random,
    seats: seatStorage(),
    outbox: typeof indexedDB === 'undefined' ? new MemoryOutbox() : new IndexedDbOutbox(indexedDB),
    page: pageHints(),
    ...('RTCPeerConnection' in globalThis && {
      peer: (configuration: RTCConfiguration) => new RTCPeerConnection(configuration),
    }),
  };
  return shared;
}

/** The stock client without its own reconnecting: `RoomLink` decides when to try again. */
export function openHub(url: string, token: () => string): Hub {
  return new HubConnectionBuilder()
    .withUrl(url, { accessTokenFactory: token })
    .configureLogging(LogLevel.None) // Failures reach the link as rejections.
    .build();
}

function pageHints(): PageHints {
  return {
    onWake: (listener) => {
      const onVisible = () => {
        if (document.visibilityState === 'visible') listener();
      };
      window.addEventListener('online', listener);
      document.addEventListener('visibilitychange', onVisible);
      document.addEventListener('resume', listener); // Was frozen to save power.
      return () => {
        window.removeEventListener('online', listener);
        document.removeEventListener('visibilitychange', onVisible);
        document.removeEventListener('resume', listener);
      };
    },
    onNetworkChange: (listener) => {
      // Not in every browser, and not yet in TypeScript's list.
      const { connection } = navigator as Navigator & { connection?: EventTarget };
      window.addEventListener('online', listener);
      connection?.addEventListener('change', listener);
      return () => {
        window.removeEventListener('online', listener);
        connection?.removeEventListener('change', listener);
      };
    },
    onHide: (listener) => {
      window.addEventListener('pagehide', listener);
      return () => window.removeEventListener('pagehide', listener);
    },
  };
}

/** A browser may forbid storage altogether; the seat then lasts as long as the page. */
function seatStorage(): SeatStorage {
  try {
    const storage = window.localStorage;
    storage.getItem('codemeet');
    return storage;
  } catch (error) {
    console.info('CodeMeet: this browser keeps no seats, a reload joins anew.', error);
    const values = new Map<string, string>();
    return {
      getItem: (key) => values.get(key) ?? null,
      setItem: (key, value) => void values.set(key, value),
      removeItem: (key) => void values.delete(key),
    };
  }
}
