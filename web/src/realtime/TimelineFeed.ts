import type { Clock } from './environment.ts';
import type { ChatMessage, TimelineEvent } from './protocol.ts';
import { SeqSet } from './SeqSet.ts';
import { StateStore, type Store } from '../lib/store.ts';

const gapMs = 1000;
/** A page of the server's timeline; a shorter answer is the last one. */
const pageEvents = 500;

export interface TimelineState {
  /** By seq, without doubles, chat included. */
  events: readonly TimelineEvent[];
  /** The chat among the events. */
  messages: readonly ChatMessage[];
  /** True once the past has been read. */
  loaded: boolean;
}

interface TimelineOptions {
  clock: Clock;
  read: (after: number) => Promise<{ events: TimelineEvent[]; head: number }>;
  onEvent: (event: TimelineEvent) => void;
  onMessage: (message: ChatMessage) => void;
}

/** The room's numbered events, each once, however often and in whatever order they come. */
export class TimelineFeed {
  readonly state: Store<TimelineState>;
  readonly #state = new StateStore<TimelineState>({ events: [], messages: [], loaded: false });
  readonly #options: TimelineOptions;
  readonly #known = new SeqSet();
  #head = 0;
  #reading = false;
  #cancelGap: (() => void) | null = null;

  constructor(options: TimelineOptions) {
    this.#options = options;
    this.state = this.#state;
  }

  receive(event: TimelineEvent): void {
    this.#add([event]);
    this.learnHead(event.seq);
  }

  /** A chat message is the timeline event of its seq. */
  receiveMessage(message: ChatMessage): void {
    const { seq, at, from, audience, text } = message;
    this.receive({ seq, at, ms: 0, type: 'chat', actor: from.id, audience, payload: { from, text } });
  }

  /** Events that this person may not see leave gaps for good, so a gap is only a reason to ask. */
  learnHead(seq: number): void {
    this.#head = Math.max(this.#head, seq);
    if (this.#head <= this.#known.upTo || this.#cancelGap !== null) return;
    this.#cancelGap = this.#options.clock.after(gapMs, () => {
      this.#cancelGap = null;
      if (this.#head > this.#known.upTo) void this.read();
    });
  }

  /** Reads what came after the last event up to which all is known. */
  async read(): Promise<void> {
    if (this.#reading) return;
    this.#reading = true;
    try {
      for (;;) {
        const { events, head } = await this.#options.read(this.#known.upTo);
        const isLast = events.length < pageEvents;
        this.#add(events);
        this.#known.addUpTo(isLast ? head : (events.at(-1)?.seq ?? head));
        if (isLast) break;
      }
      if (!this.#state.getSnapshot().loaded) this.#state.set({ ...this.#state.getSnapshot(), loaded: true });
    } catch (error) {
      // The heartbeat's head or the next reconnect asks again.
      console.debug('CodeMeet: the timeline could not be read.', error);
    } finally {
      this.#reading = false;
    }
  }

  stop(): void {
    this.#cancelGap?.();
    this.#cancelGap = null;
  }

  #add(events: readonly TimelineEvent[]): void {
    const fresh = events.filter(({ seq }) => this.#known.add(seq));
    if (fresh.length === 0) return;
    const state = this.#state.getSnapshot();
    const messages = fresh.flatMap((event) => this.#message(event) ?? []);
    this.#state.set({
      ...state,
      events: [...state.events, ...fresh].sort(bySeq),
      messages: messages.length === 0 ? state.messages : [...state.messages, ...messages].sort(bySeq),
    });
    for (const event of fresh) this.#options.onEvent(event);
    for (const message of messages) this.#options.onMessage(message);
  }

  #message({ seq, at, type, audience, payload }: TimelineEvent): ChatMessage | null {
    return type === 'chat' ? { seq, at, audience, ...payload } : null;
  }
}

function bySeq(a: { seq: number }, b: { seq: number }): number {
  return a.seq - b.seq;
}
