/** Whatever a page can say directly that is not true, under the id of a page that is honest to the log. */
import * as Y from 'yjs';
import type { DirectLine } from '../src/realtime/direct/DirectLine.ts';
import { encodeMessage } from '../src/realtime/direct/directMessage.ts';
import type { RoomLink } from '../src/realtime/RoomLink.ts';
import type { DirectNet } from '../src/realtime/testing/DirectNet.ts';
import type { Chance } from './random.ts';

export class Liar {
  /** In every text that must not last. */
  static readonly mark = 'LIE';

  readonly #line: DirectLine;
  readonly #page: () => RoomLink;
  readonly #chance: Chance;
  #isStopped = false;

  constructor(net: DirectNet, page: () => RoomLink, chance: Chance) {
    this.#page = page;
    this.#chance = chance;
    this.#line = net.line({ clientId: () => (this.#isStopped ? 0 : page().clientId) });
    net.update();
  }

  lie(): void {
    const own = this.#page().clientId;
    const roll = this.#chance.next();
    // Mostly what is believed until the log says otherwise: the rest ends the link.
    if (roll < 0.6)
      this.#say(this.#edit(own, (text) => text.insert(this.#chance.below(text.length + 1), Liar.mark)));
    else if (roll < 0.8) this.#say(this.#edit(own, (text) => text.delete(0, Math.min(text.length, 10))));
    else if (roll < 0.84)
      this.#say(this.#edit(1 + this.#chance.below(20), (text) => text.insert(0, Liar.mark)));
    else if (roll < 0.9) this.#say(this.#future(own));
    else if (roll < 0.95)
      this.#line.send(
        Uint8Array.from({ length: 50 }, () => this.#chance.below(256)),
        () => true,
      );
    else for (let i = 0; i < 2000; i++) this.#line.send(new Uint8Array([0, 0]), () => true);
  }

  stop(): void {
    this.#isStopped = true;
  }

  #say(update: Uint8Array): void {
    // No batch that is ever next: when the page is gone, nobody can bring its lies to the log as its last words.
    const frames = [{ batch: 100_000, deltaMs: 0, update }];
    this.#line.send(encodeMessage({ doc: 'code', cursor: null, frames }), () => true);
  }

  #edit(client: number, change: (text: Y.Text) => void): Uint8Array {
    const doc = new Y.Doc({ gc: false });
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(this.#page().document('code').doc));
    doc.clientID = client;
    const updates: Uint8Array[] = [];
    doc.on('update', (update: Uint8Array) => updates.push(update));
    doc.transact(() => change(doc.getText('file:main')));
    return updates[0] ?? new Uint8Array([0, 0]);
  }

  #future(client: number): Uint8Array {
    const update = this.#edit(client, (text) => text.insert(0, Liar.mark));
    update[3] = 120; // The clock of the first struct, one byte or the first of two.
    return update;
  }
}
