/** `0.04 s`, `1.2 s`, `1 min 5 s`: as precise as a person needs. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function formatKilobytes(kilobytes: number): string {
  if (kilobytes < 1024) return `${Math.round(kilobytes)} KiB`;
  const megabytes = kilobytes / 1024;
  return `${megabytes.toFixed(megabytes < 10 ? 1 : 0)} MiB`;
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const dayAndClock = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The time of day; with the date when it was another day. */
export function formatTime(iso: string, now = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  return at.toDateString() === now.toDateString() ? clock.format(at) : dayAndClock.format(at);
}

/** Date and time of day, for what lies ahead. */
export function formatDay(iso: string): string {
  const at = new Date(iso);
  return Number.isNaN(at.getTime()) ? '' : dayAndClock.format(at);
}

const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto' });

/** `5 minutes ago`, `yesterday`. */
export function formatAgo(iso: string, now = Date.now()): string {
  const minutes = (Date.parse(iso) - now) / 60_000;
  if (Number.isNaN(minutes)) return '';
  if (minutes > -1) return 'just now';
  if (minutes > -60) return relative.format(Math.round(minutes), 'minute');
  if (minutes > -24 * 60) return relative.format(Math.round(minutes / 60), 'hour');
  return relative.format(Math.round(minutes / (24 * 60)), 'day');
}

/** `1 change`, `3 changes`. */
export function count(amount: number, one: string, many = `${one}s`): string {
  return `${amount} ${amount === 1 ? one : many}`;
}

/** UTF-8 size, which is what the server's limits count. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
