/** Messages between pages without a server in between: what the fast path needs of `PeerLinks`, so that the fuzz can break it. */
export interface DirectLine {
  /** To every linked page that `to` names. May be lost with the whole link, never alone. */
  send(message: Uint8Array, to: (clientId: number) => boolean): void;
  /** Nothing more comes from or goes to this page; it counts as not linked. */
  close(clientId: number): void;
  isLinked(clientId: number): boolean;
  /** Every other page of the room is linked, and there is one. */
  readonly isComplete: boolean;
  /** From one page in the order it sent. `clientId` is that of the page at the other end, as the server introduced it. */
  onMessage(listener: (message: { clientId: number; data: Uint8Array }) => void): () => void;
  /** A page is linked from now on; it may lack what was sent before. */
  onOpened(listener: (clientId: number) => void): () => void;
  /** `isComplete` has changed. */
  onCompleteness(listener: () => void): () => void;
}
