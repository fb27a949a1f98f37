import { useSyncExternalStore } from 'react';

/** State outside React, in the shape that `useSyncExternalStore` takes. */
export interface Store<T> {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same object until something changed. */
  readonly getSnapshot: () => T;
}

/** A store that its owner may set; everyone else gets it as `Store`. */
export class StateStore<T> implements Store<T> {
  #value: T;
  readonly #listeners = new Set<() => void>();

  constructor(initial: T) {
    this.#value = initial;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  };

  readonly getSnapshot = (): T => this.#value;

  set(value: T): void {
    if (Object.is(value, this.#value)) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }
}

export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.getSnapshot);
}
