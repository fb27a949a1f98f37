import { StateStore } from '../lib/store.ts';

export interface Toast {
  id: number;
  tone: 'plain' | 'good' | 'bad';
  title: string;
  detail?: string;
}

/** As many as can be read at once. */
const shown = 3;

let lastId = 0;
export const toasts = new StateStore<readonly Toast[]>([]);

/** Tells the person something that needs no answer. It goes by itself; errors stay longer. */
export function toast(title: string, options: { tone?: Toast['tone']; detail?: string } = {}): void {
  lastId += 1;
  const next: Toast = { id: lastId, tone: options.tone ?? 'plain', title };
  if (options.detail !== undefined) next.detail = options.detail;
  toasts.set([...toasts.getSnapshot().filter((other) => other.title !== title), next].slice(-shown));
}

export function dismissToast(id: number): void {
  toasts.set(toasts.getSnapshot().filter((other) => other.id !== id));
}
