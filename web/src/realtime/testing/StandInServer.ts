/**
 * A room server in memory that keeps to docs/protocol.md as far as the links can tell: seats and tokens, the log
 * with its checks, broadcasts. For tests of the page alone; the fuzz runs the same pages against the real one.
 */
import * as buffer from 'lib0/buffer';
import * as Y from 'yjs';
import type { Hub } from '../environment.ts';
import { decodeFrames, encodeEntries, encodeFrames, type Entry } from '../frames.ts';
import type { Fetch } from '../http.ts';
import type { HubEvents, Participant, Room, TimelineEvent } from '../protocol.ts';

interface StoredBatch {
  author: number;
  number: number;
  seq: number;
}

class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

interface Page {
  participant: Participant;
  clientId: number;
}

export const seedText = 'print("hello")\n';

export class StandInServer {
  readonly log: Entry[] = [];
  readonly reports: number[] = [];
  readonly timeline: TimelineEvent[] = [];
  /** A document that has what the log has: it refuses what does not continue it. */
  readonly truth = new Y.Doc({ gc: false });
  readonly #participants: Participant[] = [];
  readonly #tokens = new Map<string, Page>();
  readonly #batches: StoredBatch[] = [];
  readonly #hubs = new Set<StandInHub>();
  readonly #now: () => number;
  /** Entries answered with 422, as a poisoned or hostile page would see it. */
  refuse: ((author: number, update: Uint8Array) => boolean) | null = null;
  #clientIds = 0;
  #room: Room;

  constructor(now: () => number = () => 0) {
    this.#now = now;
    this.#room = {
      id: 'r1',
      title: 'Room',
      kind: 'pair',
      state: 'live',
      epoch: 1,
      language: 'python',
      capacity: 4,
      locked: false,
      lobbyOn: false,
      hostId: 'p1',
      createdAt: new Date(0).toISOString(),
    };
    const seed = new Y.Doc({ gc: false });
    seed.clientID = 0;
    seed.transact(() => {
      seed.getMap('files').set('main', { path: 'main.py', language: 'python' });
      seed.getMap('meta').set('language', 'python');
      seed.getMap('meta').set('entry', 'main');
      seed.getText('file:main').insert(0, seedText);
    });
    this.append(0, [{ deltaMs: 0, update: Y.encodeStateAsUpdate(seed) }]);
  }

  readonly fetch: Fetch = (url, init) => {
    try {
      return Promise.resolve(this.#route(new URL(url, 'http://stand.in'), init));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const body = JSON.stringify({
        title: error.code,
        status: error.status,
        code: error.code,
        detail: error.code,
      });
      return Promise.resolve(new Response(body, { status: error.status }));
    }
  };

  readonly hub = (token: () => string): Hub =>
    new StandInHub(this.#hubs, () => this.#pageOf(token()).clientId);

  /** Puts frames into the log without a check, as only the server itself or an old bug can. */
  append(author: number, frames: Entry['frames'], awareness: string | null = null): number {
    const seq = this.log.length + 1;
    this.log.push({ seq, clientId: author, ms: this.#now(), frames });
    for (const { update } of frames) {
      try {
        Y.applyUpdate(this.truth, update);
      } catch {
        continue; // Poison on purpose: the log keeps it, this document does without.
      }
    }
    const data = buffer.toBase64(encodeFrames(frames));
    this.broadcast(
      'update',
      { doc: 'code', seq, by: author, data, ...(awareness !== null && { awareness }) },
      author,
    );
    return seq;
  }

  broadcast<K extends keyof HubEvents>(name: K, event: HubEvents[K], except?: number): void {
    for (const hub of this.#hubs) if (hub.clientId !== except) hub.deliver(name, event);
  }

  /** Moves a participant between seat and lobby, as a host would. */
  setStatus(participantId: string, status: Participant['status']): void {
    const person = this.#participants.find(({ id }) => id === participantId);
    if (person === undefined) throw new Error(`No participant ${participantId}.`);
    person.status = status;
    this.#tellParticipants();
  }

  /** What the server knows of somebody's heartbeats. */
  setOnline(participantId: string, online: boolean): void {
    const person = this.#participants.find(({ id }) => id === participantId);
    if (person === undefined) throw new Error(`No participant ${participantId}.`);
    person.online = online;
    this.#tellParticipants();
  }

  setRole(participantId: string, role: Participant['role']): void {
    const person = this.#participants.find(({ id }) => id === participantId);
    if (person === undefined) throw new Error(`No participant ${participantId}.`);
    person.role = role;
    this.#tellParticipants();
  }

  end(): void {
    this.#room = { ...this.#room, state: 'ended', epoch: this.#room.epoch + 1 };
    this.broadcast('room', { room: this.#room });
  }

  say(text: string): void {
    const from = { id: 'p1', name: 'Ada', colour: '#112233' };
    const seq = this.timeline.length + 1;
    this.timeline.push({ seq, at: '', ms: 0, type: 'chat', audience: 'room', payload: { from, text } });
    this.broadcast('chat', { message: { seq, at: '', from, text, audience: 'room' } });
  }

  #route(url: URL, init: RequestInit): Response {
    const path = url.pathname.replace('/api/rooms/r1', '');
    const authorization = new Headers(init.headers).get('authorization');
    const token = authorization?.replace('Bearer ', '');
    if (path === '/join') return json(this.#join(token, init));
    const page = this.#pageOf(token ?? '');
    if (this.#room.state === 'ended') throw new Refusal(410, 'ROOM_ENDED');
    if (path === '/heartbeat') return json(this.#heartbeat());
    if (page.participant.status === 'waiting') throw new Refusal(403, 'WAITING');
    if (path === '/leave') return json({ room: this.#room });
    if (path === '/timeline') {
      const after = Number(url.searchParams.get('after'));
      return json({ events: this.timeline.filter(({ seq }) => seq > after), head: this.timeline.length });
    }
    if (path === '/docs/code/updates') return json({ seq: this.#update(page, url, init) });
    if (path === '/docs/code/awareness') {
      const data = buffer.toBase64(init.body as Uint8Array);
      this.broadcast('awareness', { doc: 'code', by: page.clientId, data }, page.clientId);
      return new Response(null, { status: 204 });
    }
    if (path === '/docs/code/reports') {
      this.reports.push((JSON.parse(init.body as string) as { seq: number }).seq);
      return new Response(null, { status: 204 });
    }
    if (path === '/docs/code') return this.#read(url);
    throw new Refusal(404, 'NOT_FOUND');
  }

  #join(token: string | undefined, init: RequestInit): unknown {
    let participant = token === undefined ? undefined : this.#tokens.get(token)?.participant;
    if (participant === undefined) {
      const { name } = JSON.parse(init.body as string) as { name: string };
      participant = {
        id: `p${this.#participants.length + 1}`,
        name,
        role: 'interviewer',
        status: 'seated',
        seat: this.#participants.length,
        colour: '#336699',
        clientId: 0,
        online: true,
        joinedAt: '',
      };
      this.#participants.push(participant);
    }
    const old = participant.clientId;
    if (participant.status !== 'waiting') participant.clientId = ++this.#clientIds;
    const { clientId } = participant;
    const issued = `token-${participant.id}-${clientId}`;
    this.#tokens.set(issued, { participant, clientId });
    for (const hub of [...this.#hubs]) {
      if (hub.clientId !== old || old === 0) continue;
      hub.deliver('superseded', {});
      hub.close();
    }
    this.#tellParticipants();
    return { room: this.#room, participant, participants: this.#participants, clientId, token: issued };
  }

  #heartbeat(): unknown {
    const heads = { code: this.log.length };
    const now = new Date(this.#now()).toISOString();
    return {
      now,
      room: this.#room,
      participants: this.#participants,
      heads,
      timelineHead: this.timeline.length,
    };
  }

  #update(page: Page, url: URL, init: RequestInit): number {
    const number = Number(url.searchParams.get('batch'));
    const author = Number(url.searchParams.get('author') ?? page.clientId);
    const known = this.#batches.find((batch) => batch.author === author && batch.number === number);
    const owner = this.#participants.find((one) => one.clientId === author);
    if (author !== page.clientId && owner?.online === true) throw new Refusal(409, 'AUTHOR_PRESENT');
    if (known !== undefined) return known.seq;
    const entries = this.#batches.filter((batch) => batch.author === author).length;
    if (number !== entries + 1) throw new Refusal(409, 'BATCH_GAP');
    const frames = decodeFrames((init.body as Uint8Array).slice());
    let clock = Y.getState(this.truth.store, author);
    for (const { update } of frames) {
      if (this.refuse?.(author, update) === true) throw new Refusal(422, 'UPDATE_REFUSED');
      for (const struct of Y.decodeUpdate(update).structs) {
        if (struct.id.client !== author) throw new Refusal(422, 'UPDATE_REFUSED');
        if (struct.id.clock !== clock) throw new Refusal(422, 'UPDATE_REFUSED');
        clock += struct.length;
      }
    }
    const seq = this.append(author, frames, new Headers(init.headers).get('x-awareness'));
    this.#batches.push({ author, number, seq });
    return seq;
  }

  #read(url: URL): Response {
    const after = Number(url.searchParams.get('after'));
    const head = this.log.length;
    const folded: Entry = {
      seq: head,
      clientId: 0,
      ms: 0,
      frames: [{ deltaMs: 0, update: Y.encodeStateAsUpdate(this.truth) }],
    };
    const isSnapshot = after === 0 && url.searchParams.has('snapshot');
    const entries = isSnapshot ? [folded] : this.log.filter(({ seq }) => seq > after);
    return new Response(encodeEntries(entries), { headers: { 'x-seq': String(head) } });
  }

  #pageOf(token: string): Page {
    const page = this.#tokens.get(token);
    if (page === undefined) throw new Refusal(401, 'TOKEN_INVALID');
    if (page.participant.status === 'removed') throw new Refusal(403, 'REMOVED');
    if (page.participant.clientId !== page.clientId && page.participant.status !== 'waiting') {
      // An admitted person's token is of no page yet and may still ask.
      if (page.clientId !== 0 || page.participant.clientId !== 0) throw new Refusal(409, 'SUPERSEDED');
    }
    return page;
  }

  #tellParticipants(): void {
    this.broadcast('participants', { list: this.#participants.map((one) => ({ ...one })) });
  }
}

class StandInHub implements Hub {
  clientId = -1;
  readonly #hubs: Set<StandInHub>;
  readonly #identify: () => number;
  readonly #handlers = new Map<string, (argument: unknown) => void>();
  #onClose: () => void = () => undefined;

  constructor(hubs: Set<StandInHub>, identify: () => number) {
    this.#hubs = hubs;
    this.#identify = identify;
  }

  async start(): Promise<void> {
    await Promise.resolve();
    this.clientId = this.#identify();
    this.#hubs.add(this);
  }

  stop(): Promise<void> {
    this.#hubs.delete(this);
    return Promise.resolve();
  }

  on(event: string, handler: (argument: unknown) => void): void {
    this.#handlers.set(event, handler);
  }

  onclose(handler: () => void): void {
    this.#onClose = handler;
  }

  /** The connection breaks. */
  close(): void {
    if (this.#hubs.delete(this)) this.#onClose();
  }

  deliver(event: string, argument: unknown): void {
    this.#handlers.get(event)?.(argument);
  }
}

function json(value: unknown): Response {
  return new Response(JSON.stringify(value));
}
