/**
 * The fast path of one room: who may say what directly, by the server's list of people, and who is not listened to
 * any more. It holds for this page only; what the log has is nobody's to refuse here.
 */
import { Allowance } from '../Allowance.ts';
import type { Clock } from '../environment.ts';
import { holdsSeat } from '../linkState.ts';
import type { DocumentName, Participant } from '../protocol.ts';
import { StateStore, type Store } from '../../lib/store.ts';
import type { DirectLine } from './DirectLine.ts';
import { decodeMessage, encodeMessage, type DirectFrame } from './directMessage.ts';
import { mayRead, mayWrite } from '../rights.ts';

/** A message with less is no cursor of a person. */
const cursorBytes = 4096;

/** How this page reaches the others; `alone` when there are none. */
export type DirectPath = 'alone' | 'direct' | 'relayed';

/** The part of a document that hears direct messages. */
export interface DirectListener {
  readonly name: DocumentName;
  receiveFrames(by: number, frames: readonly DirectFrame[]): void;
  receiveCursor(by: number, update: Uint8Array): void;
  /** A page is linked and has nothing yet. */
  greet(): void;
  /** `isComplete` has changed. */
  paceChanged(): void;
}

interface DirectRoomOptions {
  line: DirectLine | null;
  clock: Clock;
  /** As the server last told. */
  people: () => { clientId: number; participants: readonly Participant[] };
}

export class DirectRoom {
  readonly path: Store<DirectPath>;
  readonly #options: DirectRoomOptions;
  readonly #line: DirectLine | null;
  readonly #path = new StateStore<DirectPath>('alone');
  readonly #listeners = new Map<DocumentName, DirectListener>();
  readonly #allowances = new Map<number, Allowance>();
  /** By participant: a new page makes nobody honest. */
  readonly #distrusted = new Set<string>();
  readonly #ends: (() => void)[];

  constructor(options: DirectRoomOptions) {
    this.#options = options;
    this.path = this.#path;
    const { line } = options;
    this.#line = line;
    this.#ends =
      line === null
        ? []
        : [
            line.onMessage(({ clientId, data }) => this.#receive(clientId, data)),
            line.onOpened((clientId) => this.#opened(clientId)),
            line.onCompleteness(() => this.#changed()),
          ];
  }

  /** Every other page of the room hears this one directly, and there is one. */
  get isComplete(): boolean {
    return this.#line?.isComplete === true;
  }

  listen(listener: DirectListener): void {
    this.#listeners.set(listener.name, listener);
  }

  /** To the linked pages whose people may read the document (rule C5). */
  send(doc: DocumentName, cursor: Uint8Array | null, frames: readonly DirectFrame[]): void {
    if (this.#line === null) return;
    this.#line.send(encodeMessage({ doc, cursor, frames }), (clientId) => {
      const person = this.#personOf(clientId);
      return person !== null && mayRead(person.role, doc);
    });
  }

  /** The page is there, as far as the server knows, and brings its edits to the log itself. */
  isPresent(clientId: number): boolean {
    return this.#personOf(clientId)?.online === true;
  }

  isLinked(clientId: number): boolean {
    return this.#line?.isLinked(clientId) === true;
  }

  /** Nothing that comes directly from this person's pages is looked at any more. */
  distrust(clientId: number, why: string): void {
    console.warn(`CodeMeet: page ${clientId} is not heard directly any more: ${why}.`);
    const person = this.#personOf(clientId);
    if (person !== null) this.#distrusted.add(person.id);
    this.#line?.close(clientId);
  }

  /** The server told of the people in the room. */
  learnPeople(): void {
    const { clientId, participants } = this.#options.people();
    const pages = new Set(participants.map((person) => person.clientId));
    for (const known of this.#allowances.keys()) if (!pages.has(known)) this.#allowances.delete(known);
    const isAlone = !participants.some((one) => one.online && one.clientId > 0 && one.clientId !== clientId);
    this.#path.set(isAlone ? 'alone' : this.isComplete ? 'direct' : 'relayed');
  }

  dispose(): void {
    for (const end of this.#ends.splice(0)) end();
  }

  #changed(): void {
    this.learnPeople();
    for (const listener of this.#listeners.values()) listener.paceChanged();
  }

  #opened(clientId: number): void {
    const person = this.#personOf(clientId);
    if (person !== null && this.#distrusted.has(person.id)) this.#line?.close(clientId);
    else for (const listener of this.#listeners.values()) listener.greet();
  }

  #receive(clientId: number, data: Uint8Array): void {
    const person = this.#personOf(clientId);
    if (person === null || this.#distrusted.has(person.id)) return;
    const allowance = this.#allowances.get(clientId) ?? new Allowance(this.#options.clock);
    this.#allowances.set(clientId, allowance);
    if (!allowance.take(data.length)) {
      this.distrust(clientId, 'it sends more than a person does');
      return;
    }
    const message = decodeMessage(data);
    const reason = message === null ? 'it sends what is no message' : refusalOf(message, person);
    if (message === null || reason !== null) {
      this.distrust(clientId, reason ?? '');
      return;
    }
    const listener = this.#listeners.get(message.doc);
    if (message.frames.length > 0) listener?.receiveFrames(clientId, message.frames);
    if (message.cursor !== null) listener?.receiveCursor(clientId, message.cursor);
  }

  /** Whose newest page it is; null for one that has no business here (any more). */
  #personOf(clientId: number): Participant | null {
    const { clientId: own, participants } = this.#options.people();
    if (clientId === own || clientId < 1) return null;
    // Held: cut off from the server, but perhaps not from here.
    return participants.find((one) => one.clientId === clientId && holdsSeat(one)) ?? null;
  }
}

function refusalOf(
  message: NonNullable<ReturnType<typeof decodeMessage>>,
  { role }: Participant,
): string | null {
  if (!mayRead(role, message.doc)) return `${role}s have no ${message.doc}`;
  if (message.frames.length > 0 && !mayWrite(role, message.doc)) return `${role}s may not write`;
  return (message.cursor?.length ?? 0) > cursorBytes ? 'its cursor is none' : null;
}
