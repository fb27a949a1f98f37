import { useMutation, useQueries, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useStore } from '../../lib/store.ts';
import type { CaseResult, Run, RunRequest, RunSource } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { casesOf, printedBy, RunFeed, type RunFeedState } from './RunFeed.ts';
import type { Transcript } from './liveOutput.ts';
import { isUnderWay } from './verdicts.ts';

export interface Runs {
  feed: RunFeedState;
  /** The run on show; the newest unless the person chose another. */
  shown: Run | null;
  /** Null follows the newest again. */
  show: (runId: string | null) => void;
  /** The run that “stop” would stop: the one that runs, or else the next in line. */
  active: Run | null;
  start: (request: RunRequest) => void;
  /** Starts exactly what an earlier run was made of. */
  runAgain: (runId: string) => void;
  /** Between the click and the server's answer. */
  starting: boolean;
  startError: unknown;
  cancel: (runId: string) => void;
  cancelling: boolean;
  history: { loading: boolean; error: unknown; retry: () => void };
  printed: (run: Run) => Transcript;
  cases: (run: Run) => readonly CaseResult[];
  sourceOf: (runId: string) => Promise<RunSource>;
  /** Rejects when the program did not get it. */
  typeInto: RoomLink['api']['typeInto'];
  /** Why the shown run's stored output could not be read. */
  resultError: unknown;
}

/** Cases run again one by one make several runs; more than these tell nothing of the code as it is. */
const testRunsRead = 5;

/** Runs of the room, for everyone alike. */
export function useRuns(link: RoomLink): Runs {
  const [feed] = useState(() => new RunFeed((runId) => link.api.run(runId)));
  const state = useStore(feed);
  const [chosenId, setChosenId] = useState<string | null>(null);

  const history = useQuery({
    queryKey: ['runs', link.roomId],
    queryFn: async () => {
      const runs = await link.api.runs();
      feed.takeList(runs);
      return runs.length;
    },
  });
  const { refetch } = history;
  useEffect(() => feed.follow(link, () => void refetch()), [feed, link, refetch]);

  const shown = state.runs.find((run) => run.id === chosenId) ?? state.runs[0] ?? null;
  const result = useQuery({
    queryKey: ['run', link.roomId, shown?.id],
    enabled: shown !== null && !isUnderWay(shown.status) && !state.complete.has(shown.id),
    queryFn: async () => {
      if (shown === null) return null;
      feed.takeWhole(await link.api.run(shown.id));
      return shown.id;
    },
  });

  // A page that comes late asks for what the last tests found.
  const unread = state.runs
    .filter((run) => run.casesTotal !== undefined)
    .slice(0, testRunsRead)
    .filter((run) => !isUnderWay(run.status) && !state.complete.has(run.id));
  useQueries({
    queries: unread.map(({ id }) => ({
      queryKey: ['run', link.roomId, id],
      queryFn: async () => {
        feed.takeWhole(await link.api.run(id));
        return id;
      },
    })),
  });

  const start = useMutation({
    mutationFn: async (what: RunRequest | { again: string }) =>
      link.api.startRun('again' in what ? await requestOf(link, state.runs, what.again) : what),
    onSuccess: (run) => {
      feed.take(run);
      setChosenId(null);
    },
  });
  const cancel = useMutation({
    mutationFn: (runId: string) => link.api.cancelRun(runId),
    onSuccess: (run) => feed.takeWhole(run),
  });

  const underWay = state.runs.filter((run) => isUnderWay(run.status));
  return {
    feed: state,
    shown,
    show: setChosenId,
    active: underWay.find((run) => run.status === 'running') ?? underWay.at(-1) ?? null,
    start: (request) => start.mutate(request),
    runAgain: (runId) => start.mutate({ again: runId }),
    starting: start.isPending,
    startError: start.error,
    cancel: (runId) => cancel.mutate(runId),
    cancelling: cancel.isPending,
    history: { loading: history.isPending, error: history.error, retry: () => void refetch() },
    printed: (run) => printedBy(run, state),
    cases: (run) => casesOf(run, state),
    sourceOf: (runId) => link.api.runSource(runId),
    typeInto: (runId, input) => link.api.typeInto(runId, input),
    resultError: result.error,
  };
}

/** What makes the same run once more. Hidden cases whose content this person does not see cannot be asked for again. */
async function requestOf(link: RoomLink, runs: readonly Run[], runId: string): Promise<RunRequest> {
  const [run, source] = await Promise.all([
    runs.find((one) => one.id === runId) ?? link.api.run(runId),
    link.api.runSource(runId),
  ]);
  const tests = source.tests?.filter((test) => test.stdin != null && test.expected != null) ?? [];
  return {
    language: run.language,
    entry: run.entry,
    files: source.files,
    args: source.args,
    ...(source.stdin === '' ? {} : { stdin: source.stdin }),
    ...(source.limits == null ? {} : { limits: source.limits }),
    ...(source.terminal == null ? {} : { terminal: source.terminal }),
    ...(tests.length === 0 ? {} : { tests }),
  };
}
