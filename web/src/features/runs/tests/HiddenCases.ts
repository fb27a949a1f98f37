import { isRecord } from '../../../lib/browserStorage.ts';
import { StateStore, type Store } from '../../../lib/store.ts';
import type { Checker } from '../../../realtime/protocol.ts';

/** A case of somebody who holds the interview. The others see its name and whether it passed (rule C5). */
export interface HiddenCase {
  id: string;
  name: string;
  checker: Checker;
  stdin: string;
  expected: string;
}

const rooms = new Map<string, HiddenCases>();

export function hiddenCases(roomId: string): HiddenCases {
  const known = rooms.get(roomId) ?? new HiddenCases(roomId);
  rooms.set(roomId, known);
  return known;
}

/**
 * Kept in this tab alone: in the shared document every page would have them. They go to the server with a run, and
 * nowhere else.
 */
export class HiddenCases {
  readonly state: Store<readonly HiddenCase[]>;
  readonly #state: StateStore<readonly HiddenCase[]>;
  readonly #key: string;

  constructor(roomId: string) {
    this.#key = `codemeet.hidden-tests.${roomId}`;
    this.#state = new StateStore(this.#load());
    this.state = this.#state;
  }

  add(): string {
    const id = crypto.randomUUID();
    const all = this.#state.getSnapshot();
    let number = all.length + 1;
    while (all.some(({ name }) => name === `Hidden ${number}`)) number++;
    this.#set([...all, { id, name: `Hidden ${number}`, checker: 'lines', stdin: '', expected: '' }]);
    return id;
  }

  change(id: string, change: Partial<Omit<HiddenCase, 'id'>>): void {
    this.#set(this.#state.getSnapshot().map((one) => (one.id === id ? { ...one, ...change } : one)));
  }

  remove(id: string): void {
    this.#set(this.#state.getSnapshot().filter((one) => one.id !== id));
  }

  #set(all: readonly HiddenCase[]): void {
    this.#state.set(all);
    try {
      sessionStorage.setItem(this.#key, JSON.stringify(all));
    } catch (error) {
      console.debug('CodeMeet: hidden tests are not kept over a reload.', error);
    }
  }

  #load(): readonly HiddenCase[] {
    try {
      const stored: unknown = JSON.parse(sessionStorage.getItem(this.#key) ?? '[]');
      return Array.isArray(stored)
        ? stored.filter((one): one is HiddenCase => isRecord(one) && 'expected' in one)
        : [];
    } catch (error) {
      console.debug('CodeMeet: hidden tests of this tab cannot be read.', error);
      return [];
    }
  }
}
