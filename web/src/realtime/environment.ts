/**
 * Everything the links take from the world, so that the fuzz can drive the page's own transport in node and put
 * chaos between it and the network.
 */
import type { DirectLine } from './direct/DirectLine.ts';
import type { Fetch } from './http.ts';
import type { Outbox } from './outbox.ts';

/** The part of a SignalR connection that the page uses. */
export interface Hub {
  start(): Promise<void>;
  stop(): Promise<void>;
  on(event: string, handler: (argument: unknown) => void): void;
  onclose(handler: (error?: Error) => void): void;
}

export interface Clock {
  /** Milliseconds since the Unix epoch. */
  now(): number;
  /** Returns the way to cancel. */
  after(ms: number, action: () => void): () => void;
}

/** What the browser tells about the page. Each registration returns the way to end it. */
export interface PageHints {
  /** The network came back, or the page became visible: a good moment to try at once. */
  onWake(listener: () => void): () => void;
  /** The page is in another network than before, or in one again. */
  onNetworkChange?(listener: () => void): () => void;
  /** The last moment at which something can be sent. */
  onHide(listener: () => void): () => void;
}

/** Where a seat outlives a reload; `localStorage` fits. */
export type SeatStorage = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export interface LinkEnvironment {
  fetch: Fetch;
  /** A connection that has not been started; one is made for every try. */
  hub: (token: () => string) => Hub;
  clock: Clock;
  /** 0 ≤ x < 1. */
  random: () => number;
  seats: SeatStorage;
  outbox: Outbox;
  page: PageHints;
  /** Absent where there is no WebRTC, as in node: pages then hear of each other by the server alone. */
  peer?: (configuration: RTCConfiguration) => RTCPeerConnection;
  /** Another way to the other pages of a room than `peer`, for tests and the fuzz. */
  directLine?: (page: DirectPage) => DirectLine;
}

/** What a direct line must know of the page that it is for. */
export interface DirectPage {
  /** 0 while it has no seat. */
  clientId: () => number;
}
