import { useEffect, useState } from 'react';

/** Milliseconds since `startedAt` on the server's clock, told anew four times a second; null without a start. */
export function useElapsed(startedAt: string | null, clockOffsetMs: number): number | null {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (startedAt === null) return;
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [startedAt]);
  return startedAt === null ? null : Math.max(0, now + clockOffsetMs - Date.parse(startedAt));
}
