const keptLines = 2_000;

/** The last of what happened somewhere, with the milliseconds: what one looks at when a seed failed. */
export class Trace {
  readonly #startedAt = performance.now();
  #lines: string[] = [];

  readonly add = (line: string): void => {
    const at = (performance.now() - this.#startedAt).toFixed(0).padStart(7);
    this.#lines.push(`${at} ${line}`);
    if (this.#lines.length > 2 * keptLines) this.#lines = this.#lines.slice(-keptLines);
  };

  toString(): string {
    return this.#lines.slice(-keptLines).join('\n');
  }
}
