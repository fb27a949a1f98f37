import { useSyncExternalStore } from 'react';

const subscribe = (listener: () => void) => {
  const timer = setInterval(listener, 250);
  return () => clearInterval(timer);
};

/** Whole seconds until a time (ms since the Unix epoch), counting down to 0; null without a time. */
export function useSecondsUntil(at: number | null): number | null {
  return useSyncExternalStore(subscribe, () =>
    at === null ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000)),
  );
}
