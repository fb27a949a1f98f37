import { StateStore } from '../../lib/store.ts';
import type { Run } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { LiveOutput, nothingPrinted, type PrintedText } from './liveOutput.ts';
import { isUnderWay } from './verdicts.ts';

export interface RunFeedState {
  /** Newest first. */
  runs: readonly Run[];
  /** Ids of finished runs whose output and figures are known; the server's list is without them. */
  complete: ReadonlySet<string>;
  /** What runs printed while this page watched, by run id. */
  printed: ReadonlyMap<string, PrintedText>;
}

/** The room's runs as this page knows them: the history it read, and everything that was told since. */
export class RunFeed {
  readonly #state = new StateStore<RunFeedState>({ runs: [], complete: new Set(), printed: new Map() });
  readonly #live = new Map<string, LiveOutput>();

  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;

  /** Follows the room from now on. Returns the way to stop. */
  follow(link: RoomLink, onResync: () => void): () => void {
    const stops = [
      link.on('run', (run) => this.take(run)),
      link.on('resync', onResync),
      link.on('output', (event) => {
        const live = this.#live.get(event.runId) ?? new LiveOutput();
        this.#live.set(event.runId, live);
        if (!live.add(event)) return;
        const state = this.#state.getSnapshot();
        this.#state.set({ ...state, printed: new Map(state.printed).set(event.runId, live.printed) });
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** A run with everything there is to know of it. News may come late: a run that ended does not start again. */
  take(run: Run): void {
    this.#merge([run]);
    if (isUnderWay(run.status)) return;
    const state = this.#state.getSnapshot();
    this.#state.set({ ...state, complete: new Set(state.complete).add(run.id) });
  }

  /** The server's list, whose entries are without output and figures. */
  takeList(runs: readonly Run[]): void {
    const { complete } = this.#state.getSnapshot();
    this.#merge(runs.filter((run) => !complete.has(run.id)));
  }

  #merge(news: readonly Run[]): void {
    const state = this.#state.getSnapshot();
    const known = new Map(state.runs.map((run) => [run.id, run]));
    for (const run of news) {
      const before = known.get(run.id);
      if (before === undefined || progress(run) >= progress(before)) known.set(run.id, run);
    }
    const runs = [...known.values()].sort((a, b) => Date.parse(b.requestedAt) - Date.parse(a.requestedAt));
    this.#state.set({ ...state, runs });
  }
}

const progress = (run: Run) => (run.status === 'queued' ? 0 : run.status === 'running' ? 1 : 2);

/** What to show of a run: the stored result once it is known, else what was seen live. */
export function printedBy(run: Run, state: RunFeedState): PrintedText {
  if (!state.complete.has(run.id)) return state.printed.get(run.id) ?? nothingPrinted;
  return { stdout: run.stdout, stderr: run.stderr, compile: run.compile?.output ?? '', input: '' };
}
