type Listener<T> = (value: T) => void;

/** Who listens to what, for events that leave no state behind. */
export class Listeners<Events extends object> {
  readonly #byEvent = new Map<keyof Events, Set<Listener<never>>>();

  /** Returns the way to stop. */
  on<K extends keyof Events>(event: K, listener: Listener<Events[K]>): () => void {
    const listeners = this.#byEvent.get(event) ?? new Set();
    this.#byEvent.set(event, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
    };
  }

  emit<K extends keyof Events>(event: K, value: Events[K]): void {
    const listeners = this.#byEvent.get(event) as Set<Listener<Events[K]>> | undefined;
    for (const listener of listeners ?? []) listener(value);
  }
}
