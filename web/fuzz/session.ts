/** One seed: four people in one room type, delete, undo, reload and lose their network; then all must agree. */
import * as Y from 'yjs';
import type { Entry } from '../src/realtime/frames.ts';
import { Problem } from '../src/realtime/http.ts';
import { createRoom, fetchLanguages } from '../src/realtime/RoomApi.ts';
import { enterRoom, linkFrom, storedSeat } from '../src/realtime/enterRoom.ts';
import type { RoomLink } from '../src/realtime/RoomLink.ts';
import { DirectNet } from '../src/realtime/testing/DirectNet.ts';
import { ChaoticBrowser, sleep } from './ChaoticBrowser.ts';
import { findingsOf, type Findings } from './findings.ts';
import { Liar } from './Liar.ts';
import { Chance } from './random.ts';
import { markersIn, readable, readLog, ticksOf, writtenBy, writtenText } from './reading.ts';
import { fail, isReady, SessionFailure, until } from './waiting.ts';

interface Person {
  name: string;
  browser: ChaoticBrowser;
  link: RoomLink;
  /** Tabs that were superseded and are still open. */
  others: RoomLink[];
  undo: Y.UndoManager | null;
}

export class Session {
  readonly #server: string;
  readonly #chance: Chance;
  readonly #steps: number;
  readonly #slowDisk: boolean;
  /** Two people who undo and redo the same text may bring it back twice; that is Yjs's way, and no loss. */
  readonly #withUndo: boolean;
  /** Direct links: none, all the time, or coming and going pair by pair. */
  readonly #links: 'none' | 'steady' | 'flapping';
  readonly #net: DirectNet;
  readonly #broken = new Set<string>();
  /** The fourth page is not ours alone: somebody speaks directly under its id. */
  readonly #withLiar: boolean;
  #liar: Liar | null = null;
  readonly #people: Person[] = [];
  readonly #typed = new Set<string>();
  readonly #acknowledged = new Set<string>();
  readonly #notices = new Set<string>();
  #roomId = '';
  #starter = '';
  #edits = 0;

  constructor(server: string, seed: number) {
    this.#server = server;
    this.#chance = new Chance(seed);
    // Every eighth seed is long enough for the server to compact the log (256 entries) under way.
    this.#steps = seed % 8 === 0 ? 600 : 60 + this.#chance.below(120);
    this.#slowDisk = this.#chance.happens(0.3);
    this.#withUndo = this.#chance.happens(0.5);
    this.#links = (['flapping', 'none', 'steady'] as const)[seed % 3] ?? 'none';
    this.#withLiar = this.#links !== 'none' && seed % 4 === 3;
    this.#net = new DirectNet(
      (from, to) => (this.#broken.has(pairOf(from, to)) ? null : this.#chance.below(20)),
      (ms, action) => setTimeout(action, ms),
    );
  }

  async run(): Promise<{ entries: number; edits: number }> {
    try {
      await this.#enter();
      for (const { browser } of this.#people) browser.makeTrouble();
      for (let step = 0; step < this.#steps; step++) {
        await this.#step(this.#chance.pick(this.#people));
        if (this.#links === 'flapping' && this.#chance.happens(0.1)) this.#flap();
        if (this.#chance.happens(0.1)) this.#liar?.lie();
        this.#net.update();
        await sleep(this.#chance.below(12));
      }
      for (const { browser } of this.#people) browser.heal();
      this.#broken.clear();
      this.#net.update();
      for (const person of this.#people) await this.#closeOthers(person);
      await this.#agree();
      await this.#checkNewcomer();
      const entries = await this.#checkLog();
      return { entries, edits: this.#edits };
    } catch (error) {
      const failure =
        error instanceof SessionFailure ? error : new SessionFailure(String(error), { cause: error });
      failure.findings = await this.#findings(failure.stack ?? failure.message);
      throw failure;
    } finally {
      this.#liar?.stop();
      for (const { link, others } of this.#people) {
        for (const one of [link, ...others]) await one.dispose();
      }
    }
  }

  async #enter(): Promise<void> {
    const diskLagMs = this.#slowDisk ? 15 : 0;
    const netOf = (index: number) =>
      this.#links === 'none' || (index === 3 && this.#withLiar) ? null : this.#net;
    const browsers = [0, 1, 2, 3].map(
      (index) => new ChaoticBrowser(this.#server, this.#chance, diskLagMs, netOf(index)),
    );
    const first = browsers[0] ?? fail('no browser');
    const made = await createRoom(first.environment.fetch, {
      title: 'Fuzz',
      kind: 'pair',
      language: 'python',
      name: 'Ada',
    });
    this.#roomId = made.room.id;
    const languages = await fetchLanguages(first.environment.fetch);
    this.#starter = languages.find(({ id }) => id === 'python')?.starter ?? fail('no Python');
    const url = made.invites.find(({ role }) => role === 'interviewer')?.url ?? fail('no invite');
    const invite = url.split('#invite=')[1];
    for (const [index, browser] of browsers.entries()) {
      const name = ['Ada', 'Bo', 'Cleo', 'Dag'][index] ?? '';
      const request = { roomId: this.#roomId, invite, name };
      const link =
        index === 0 ? linkFrom(made, browser.environment) : await enterRoom(request, browser.environment);
      browser.onAcknowledged = (updates) => {
        for (const marker of markersIn(updates)) this.#acknowledged.add(marker);
      };
      const person: Person = { name, browser, link, others: [], undo: null };
      this.#people.push(person);
      await this.#watch(person);
      this.#net.update();
    }
    const last = this.#people[3] ?? fail('nobody');
    if (this.#withLiar) this.#liar = new Liar(this.#net, () => last.link, this.#chance);
  }

  #flap(): void {
    const pages = this.#people.map(({ link }) => link.clientId);
    const pair = pairOf(this.#chance.pick(pages), this.#chance.pick(pages));
    if (!this.#broken.delete(pair)) this.#broken.add(pair);
  }

  /** Follows a page's document, and waits until it is there. */
  async #watch(person: Person): Promise<void> {
    const document = person.link.document('code');
    const { name } = person;
    document.status.subscribe(() => {
      const { notice } = document.status.getSnapshot();
      if (notice !== null) this.#notices.add(`${name}: ${notice.kind}`);
    });
    const follow = () => {
      person.undo = new Y.UndoManager(document.doc.getText('file:main'), {
        trackedOrigins: new Set(['typed']),
      });
    };
    document.onRebuilt(follow);
    await isReady(person.link, `${name} does not load`);
    follow();
  }

  async #step(person: Person): Promise<void> {
    const { browser } = person;
    const roll = this.#chance.next();
    if (roll < 0.62) this.#type(person);
    else if (roll < 0.76) this.#delete(person);
    else if (roll < 0.82) this.#undoOrRedo(person);
    else if (roll < 0.86) this.#moveCursor(person);
    else if (roll < 0.89) this.#changeFiles(person);
    else if (roll < 0.93) browser.disconnect();
    else if (roll < 0.95) browser.cutFor(this.#chance.below(300));
    else if (roll < 0.975) await this.#reload(person);
    else if (roll < 0.985) await this.#openAnotherTab(person);
    else if (roll < 0.995) await this.#useOtherTab(person);
    else this.#paste(person);
  }

  #type(person: Person): void {
    const text = this.#text(person);
    if (text === null) return;
    const marker = this.#newMarker(person);
    this.#edit(person, () => text.insert(this.#chance.below(text.length + 1), marker));
  }

  /** Larger than a batch, so that it is cut. */
  #paste(person: Person): void {
    const text = this.#text(person);
    if (text === null) return;
    const filler = 'é🙂 '.repeat(12_000);
    const inserted = this.#newMarker(person) + filler + this.#newMarker(person);
    this.#edit(person, () => text.insert(this.#chance.below(text.length + 1), inserted));
  }

  #delete(person: Person): void {
    const text = this.#text(person);
    if (text === null || text.length === 0) return;
    const at = this.#chance.below(text.length);
    this.#edit(person, () => text.delete(at, Math.min(1 + this.#chance.below(20), text.length - at)));
  }

  #undoOrRedo(person: Person): void {
    if (!this.#withUndo || this.#text(person) === null) return;
    if (this.#chance.happens(0.6)) person.undo?.undo();
    else person.undo?.redo();
  }

  #moveCursor({ link }: Person): void {
    link.document('code').awareness.setLocalStateField('selection', this.#chance.below(1000));
  }

  #changeFiles(person: Person): void {
    if (this.#text(person) === null) return;
    const { doc } = person.link.document('code');
    const id = `f${this.#chance.below(3)}`;
    const marker = this.#newMarker(person);
    this.#edit(person, () => {
      const files = doc.getMap('files');
      if (files.has(id) && this.#chance.happens(0.3)) files.delete(id);
      else files.set(id, { path: `lib/${id}-${this.#edits}.py`, language: 'python' });
      doc.getText(`file:${id}`).insert(0, marker);
    });
  }

  async #reload(person: Person): Promise<void> {
    person.browser.closePage(this.#chance.happens(0.5));
    await person.link.dispose();
    person.undo = null;
    person.link = await this.#open(person);
    await this.#watch(person);
  }

  async #openAnotherTab(person: Person): Promise<void> {
    if (person.others.length > 0) return;
    person.others.push(person.link);
    person.undo = null;
    person.link = await this.#open(person);
    await this.#watch(person);
  }

  /** “Use here” in a tab that another one superseded. */
  async #useOtherTab(person: Person): Promise<void> {
    const other = person.others[0];
    if (other?.state.getSnapshot().phase.name !== 'superseded') return;
    person.others = [person.link];
    person.link = other;
    await other.useHere();
    await isReady(other, `${person.name} cannot use the other tab`);
    const { doc } = other.document('code');
    person.undo = new Y.UndoManager(doc.getText('file:main'), { trackedOrigins: new Set(['typed']) });
  }

  async #closeOthers(person: Person): Promise<void> {
    for (const other of person.others.splice(0)) await other.dispose();
  }

  async #open({ browser }: Person): Promise<RoomLink> {
    for (;;) {
      try {
        return await enterRoom({ roomId: this.#roomId }, browser.environment);
      } catch (error) {
        if (!(error instanceof Problem && error.isPassing)) throw error;
        await sleep(20); // The network, as a person would see it: try again.
      }
    }
  }

  #edit({ link }: Person, change: () => void): void {
    link.document('code').doc.transact(change, 'typed');
    this.#edits++;
  }

  /** Null while the person may not type: loading, superseded. */
  #text({ link }: Person): Y.Text | null {
    const document = link.document('code');
    return document.status.getSnapshot().phase === 'ready' ? document.doc.getText('file:main') : null;
  }

  #newMarker({ name }: Person): string {
    const marker = `«${name}${String(this.#typed.size).padStart(4, '0')}»`;
    this.#typed.add(marker);
    return marker;
  }

  /** C1: everybody reads the same, has everything acknowledged, and was never told of a refusal. */
  async #agree(): Promise<void> {
    await until(() => {
      const found: string[] = [];
      const first = contentOf(this.#people[0]?.link ?? fail('nobody'));
      for (const { name, link } of this.#people) {
        const { phase } = link.state.getSnapshot();
        const { save, waiting } = link.document('code').status.getSnapshot();
        if (phase.name !== 'online') found.push(`${name} is ${phase.name}`);
        if (save !== 'saved') found.push(`${name} is ${save} with ${waiting} waiting`);
        if (contentOf(link) !== first)
          found.push(`${name} reads something else at ${ticksOf(docOf(link))} ticks`);
      }
      return found.length === 0 ? '' : `C1: ${found.join(', ')}`;
    });
    const seen = contentOf(this.#people[0]?.link ?? fail('nobody'));
    if (seen.includes(Liar.mark)) throw new SessionFailure('C1: a lie is in the log.');
    // Text that was typed into a lie may be found without its place.
    if (this.#notices.size > 0 && !this.#withLiar)
      throw new SessionFailure(`An honest edit was refused: ${[...this.#notices].join(', ')}`);
  }

  /** C1 for somebody who comes late, without any memory of the room. */
  async #checkNewcomer(): Promise<void> {
    const person = this.#people[3] ?? fail('nobody');
    const token = this.#tokenOf(person);
    const fresh = new ChaoticBrowser(this.#server, this.#chance, 0);
    const link = await enterRoom({ roomId: this.#roomId, storedToken: token }, fresh.environment);
    person.others.push(person.link);
    person.link = link;
    person.browser = fresh;
    await isReady(link, 'the newcomer does not load');
    const expected = contentOf(this.#people[0]?.link ?? fail('nobody'));
    await until(() =>
      contentOf(link) === expected
        ? ''
        : `C1: a newcomer reads something else at ${ticksOf(docOf(link))} ticks`,
    );
  }

  /** C2 and C3, and that log and snapshot are one document. Returns the number of entries. */
  async #checkLog(): Promise<number> {
    const entries = await this.#readLog('');
    entries.forEach(({ seq }, index) => {
      if (seq !== index + 1) throw new SessionFailure(`The log has entry ${seq} in place ${index + 1}.`);
    });
    const whole = new Y.Doc({ gc: false });
    for (const { frames } of entries) for (const { update } of frames) Y.applyUpdate(whole, update);
    const folded = new Y.Doc({ gc: false });
    for (const { frames } of await this.#readLog('&snapshot=1')) {
      for (const { update } of frames) Y.applyUpdate(folded, update);
    }
    if (whole.store.pendingStructs !== null || whole.store.pendingDs !== null) {
      throw new SessionFailure('The log has edits that hang on something that is not there.');
    }
    if (readable(whole) !== readable(folded)) throw new SessionFailure('C1: log and snapshot differ.');
    if (readable(whole) !== contentOf(this.#people[3]?.link ?? fail('nobody')))
      throw new SessionFailure('C1: log and pages differ.');
    this.#checkMarkers(whole);
    return entries.length;
  }

  #readLog(query: string): Promise<Entry[]> {
    const token = this.#tokenOf(this.#people[3] ?? fail('nobody'));
    return readLog(`${this.#server}/api/rooms/${this.#roomId}/docs/code?after=0${query}`, token);
  }

  /** While the pages are still there. */
  async #findings(reason: string): Promise<Findings> {
    const log = await this.#readLog('').catch((error: unknown) => {
      console.error('The log of a failed seed could not be read.', error);
      return null;
    });
    const witnesses = this.#people.flatMap(({ name, link, others, browser }) => [
      { name, link, trace: browser.trace },
      ...others.map((other, index) => ({
        name: `${name}-older-${index}`,
        link: other,
        trace: browser.trace,
      })),
    ]);
    return findingsOf(`${reason}\nRoom ${this.#roomId}, ${this.#edits} edits.`, witnesses, log);
  }

  #tokenOf({ browser }: Person): string {
    return storedSeat(this.#roomId, browser.environment)?.token ?? fail('no seat');
  }

  #checkMarkers(doc: Y.Doc): void {
    const written = writtenText(doc);
    const required = this.#slowDisk || this.#withLiar ? this.#acknowledged : this.#typed;
    for (const marker of required) {
      if (!written.includes(marker)) throw new SessionFailure(`C2: ${marker} is lost.`);
    }
    // In what was written, not in what is shown: there a deletion makes «Ada0017» of «Ada0013» and «Bo0027».
    for (const marker of this.#withUndo || this.#withLiar ? [] : this.#typed) {
      if (written.split(marker).length > 2) throw new SessionFailure(`C2: ${marker} is there twice.`);
    }
    const seed = writtenBy(doc, 0);
    if (seed !== this.#starter) throw new SessionFailure(`C3: the server wrote ${JSON.stringify(seed)}.`);
  }
}

function pairOf(a: number, b: number): string {
  return a < b ? `${a} ${b}` : `${b} ${a}`;
}

function contentOf(link: RoomLink): string {
  return readable(docOf(link));
}

function docOf(link: RoomLink): Y.Doc {
  return link.document('code').doc;
}
