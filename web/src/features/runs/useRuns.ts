import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useStore } from '../../lib/store.ts';
import type { Run, RunRequest } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { RunFeed, type RunFeedState } from './RunFeed.ts';
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
  /** Between the click and the server's answer. */
  starting: boolean;
  startError: unknown;
  cancel: (runId: string) => void;
  cancelling: boolean;
  history: { loading: boolean; error: unknown; retry: () => void };
  /** Why the shown run's stored output could not be read. */
  resultError: unknown;
}

/** Runs of the room, for everyone alike. */
export function useRuns(link: RoomLink): Runs {
  const [feed] = useState(() => new RunFeed());
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
      feed.take(await link.api.run(shown.id));
      return shown.id;
    },
  });

  const start = useMutation({
    mutationFn: (request: RunRequest) => link.api.startRun(request),
    onSuccess: (run) => {
      feed.take(run);
      setChosenId(null);
    },
  });
  const cancel = useMutation({
    mutationFn: (runId: string) => link.api.cancelRun(runId),
    onSuccess: (run) => feed.take(run),
  });

  const underWay = state.runs.filter((run) => isUnderWay(run.status));
  return {
    feed: state,
    shown,
    show: setChosenId,
    active: underWay.find((run) => run.status === 'running') ?? underWay.at(-1) ?? null,
    start: (request) => start.mutate(request),
    starting: start.isPending,
    startError: start.error,
    cancel: (runId) => cancel.mutate(runId),
    cancelling: cancel.isPending,
    history: { loading: history.isPending, error: history.error, retry: () => void refetch() },
    resultError: result.error,
  };
}
