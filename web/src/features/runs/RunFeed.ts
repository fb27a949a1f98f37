import { StateStore } from '../../lib/store.ts';
import type { Run } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { LiveOutput, nothingPrinted, type PrintedText } from './liveOutput.ts';
import { isUnderWay } from './verdicts.ts';

export interface RunFeedState {
  /** Newest first. */
  runs: readonly Run[];
  /** What runs printed while this page watched, by run id. */
  printed: ReadonlyMap<string, PrintedText>;
}

/** The room's runs as this page knows them: the history it read, and everything that was told since. */
export class RunFeed {
  readonly #state = new StateStore<RunFeedState>({ runs: [], printed: new Map() });
  readonly #live = new Map<string, LiveOutput>();

  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;

  /** Follows the room from now on. Returns the way to stop. */
  follow(link: RoomLink, onResync: () => void): () => void {
    const stops = [
      link.on('run', (run) => this.take([run])),
      link.on('resync', onResync),
      link.on('output', (event) => {
        const live = this.#live.get(event.runId) ?? new LiveOutput();
        this.#live.set(event.runId, live);
        if (!live.add(event)) return;
        const { runs, printed } = this.#state.getSnapshot();
        this.#state.set({ runs, printed: new Map(printed).set(event.runId, live.printed) });
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** Adds what was read or told. News may come late: a run that ended does not start again. */
  take(news: readonly Run[]): void {
    const known = new Map(this.#state.getSnapshot().runs.map((run) => [run.id, run]));
    for (const run of news) {
      const before = known.get(run.id);
      known.set(run.id, before === undefined ? run : newer(before, run));
    }
    const runs = [...known.values()].sort((a, b) => Date.parse(b.requestedAt) - Date.parse(a.requestedAt));
    this.#state.set({ ...this.#state.getSnapshot(), runs });
  }
}

const progress = (run: Run) => (run.status === 'queued' ? 0 : run.status === 'running' ? 1 : 2);

function newer(before: Run, after: Run): Run {
  if (progress(after) < progress(before)) return before;
  // A list is without output: what is known of it stays.
  return {
    ...before,
    ...after,
    stdout: after.stdout ?? before.stdout ?? null,
    stderr: after.stderr ?? before.stderr ?? null,
    compile: after.compile ?? before.compile ?? null,
  };
}

/** What to show of a run: the stored result once there is one, else what was seen live. */
export function printedBy(run: Run, state: RunFeedState): PrintedText {
  const live = state.printed.get(run.id) ?? nothingPrinted;
  if (isUnderWay(run.status) || !hasResult(run)) return live;
  return { stdout: run.stdout ?? '', stderr: run.stderr ?? '', compile: run.compile?.output ?? '' };
}

/** False for a finished run of a list, whose output has not been read yet. */
export function hasResult(run: Run): boolean {
  return run.stdout != null;
}
