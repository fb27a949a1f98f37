import { StateStore } from '../../lib/store.ts';
import type { CaseEvent, CaseResult, OutputEvent, OutputStream, Run } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { LiveOutput, type Transcript } from './liveOutput.ts';
import { isUnderWay } from './verdicts.ts';

export interface RunFeedState {
  /** Newest first. */
  runs: readonly Run[];
  /** Ids of finished runs whose output, cases and figures are all known; lists and news leave some of it out. */
  complete: ReadonlySet<string>;
  /** What runs printed while this page watched, by run id. */
  printed: ReadonlyMap<string, Transcript>;
  /** Test cases that ended while this page watched, by run id. */
  cases: ReadonlyMap<string, readonly CaseResult[]>;
}

/** How long a missing piece of output may be under way before the run is read anew. */
const gapPatienceMs = 1000;

/** The room's runs as this page knows them: the history it read, and everything that was told since. */
export class RunFeed {
  readonly #state = new StateStore<RunFeedState>({
    runs: [],
    complete: new Set(),
    printed: new Map(),
    cases: new Map(),
  });
  readonly #live = new Map<string, LiveOutput>();
  readonly #reading = new Set<string>();
  readonly #read: (runId: string) => Promise<Run>;

  readonly subscribe = this.#state.subscribe;
  readonly getSnapshot = this.#state.getSnapshot;

  /** `read` asks the server for one run with all there is to know of it. */
  constructor(read: (runId: string) => Promise<Run>) {
    this.#read = read;
  }

  /** Follows the room from now on. Returns the way to stop. */
  follow(link: RoomLink, onResync: () => void): () => void {
    const stops = [
      link.on('run', (run) => this.take(run)),
      link.on('resync', onResync),
      link.on('output', (event) => this.hear(event)),
      link.on('case', (event) => this.hearCase(event)),
    ];
    return () => stops.forEach((stop) => stop());
  }

  /** News of a run: a finished one without its transcript and its cases. It may come late: a run that ended does not start again. */
  take(run: Run): void {
    this.#merge([run]);
    if (run.status === 'running') this.#catchUp(run);
    else if (!isUnderWay(run.status) && run.terminal == null && run.casesTotal == null)
      this.#markComplete(run.id);
  }

  /** The answer to a question for one run: all there is to know of it. */
  takeWhole(run: Run): void {
    this.#merge([run]);
    if (run.status === 'running') this.#catchUp(run);
    else if (!isUnderWay(run.status)) this.#markComplete(run.id);
  }

  /** The server's list, whose entries are without output and figures. */
  takeList(runs: readonly Run[]): void {
    const { complete } = this.#state.getSnapshot();
    this.#merge(runs.filter((run) => !complete.has(run.id)));
    for (const run of runs) if (run.status === 'running') this.#repair(run.id);
  }

  hear(event: OutputEvent): void {
    const live = this.#liveOf(event.runId);
    if (live.add(event)) this.#show(event.runId, live);
    else if (live.hasGap) setTimeout(() => live.hasGap && this.#repair(event.runId), gapPatienceMs);
  }

  hearCase({ runId, case: ended }: CaseEvent): void {
    const state = this.#state.getSnapshot();
    this.#state.set({
      ...state,
      cases: new Map(state.cases).set(runId, withCases(state.cases.get(runId) ?? [], [ended])),
    });
  }

  #liveOf(runId: string): LiveOutput {
    const live = this.#live.get(runId) ?? new LiveOutput(null);
    this.#live.set(runId, live);
    return live;
  }

  #catchUp(run: Run): void {
    const live = this.#liveOf(run.id);
    if (run.outputSeq != null && live.catchUp(run.outputSeq, transcriptOf(run))) this.#show(run.id, live);
    for (const ended of run.cases ?? []) this.hearCase({ runId: run.id, index: ended.index, case: ended });
  }

  #show(runId: string, live: LiveOutput): void {
    const state = this.#state.getSnapshot();
    this.#state.set({ ...state, printed: new Map(state.printed).set(runId, live.transcript) });
  }

  /** Reads a running run whose output is not all here. A failure costs what was missed until the run ends: its result has it. */
  #repair(runId: string): void {
    if (this.#reading.has(runId)) return;
    this.#reading.add(runId);
    this.#read(runId)
      .then((run) => this.takeWhole(run))
      .catch((error: unknown) => console.debug('CodeMeet: the output so far could not be read.', error))
      .finally(() => this.#reading.delete(runId));
  }

  #markComplete(runId: string): void {
    const state = this.#state.getSnapshot();
    this.#state.set({ ...state, complete: new Set(state.complete).add(runId) });
    this.#live.delete(runId);
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

/** A second attempt is further than the first; the end is further than either. */
const progress = (run: Run) =>
  run.status === 'queued' ? 0 : run.status === 'running' ? run.attempt : Infinity;

/** By index, each once; of two the one that says more. */
export function withCases(known: readonly CaseResult[], ended: readonly CaseResult[]): CaseResult[] {
  const all = new Map(known.map((one) => [one.index, one]));
  for (const one of ended) if (all.get(one.index)?.stdout == null) all.set(one.index, one);
  return [...all.values()].sort((a, b) => a.index - b.index);
}

function transcriptOf(run: Run): Transcript {
  if (run.output != null) return run.output;
  const streams: [OutputStream, string | null | undefined][] = [
    ['compile', run.compile?.output],
    ['stdout', run.stdout],
    ['stderr', run.stderr],
  ];
  return streams.flatMap(([stream, text]) => (text == null || text === '' ? [] : [{ stream, text }]));
}

/** What to show of a run: the stored result once it is known, else what was seen live. */
export function printedBy(run: Run, state: RunFeedState): Transcript {
  return state.complete.has(run.id) ? transcriptOf(run) : (state.printed.get(run.id) ?? []);
}

/** The test cases of a run that have ended. */
export function casesOf(run: Run, state: RunFeedState): readonly CaseResult[] {
  return withCases(run.cases ?? [], state.cases.get(run.id) ?? []);
}
