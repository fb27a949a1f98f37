import { decodeEntries, type Entry } from './frames.ts';
import { readBytes, readJson } from './http.ts';
import type { DocumentName } from './protocol.ts';
import type { RoomCall } from './RoomApi.ts';

/** The four calls of one document. Each rejects with a `Problem`. */
export class DocumentApi {
  readonly #call: RoomCall;
  readonly #path: string;

  constructor(call: RoomCall, name: DocumentName) {
    this.#call = call;
    this.#path = `/docs/${name}`;
  }

  /**
   * The entries after `after`. With `snapshot` (and `after` 0) the first entry may stand for every entry up to
   * its seq.
   */
  async read(after: number, snapshot: boolean): Promise<{ entries: Entry[]; head: number }> {
    const response = await this.#call(`${this.#path}?after=${after}${snapshot ? '&snapshot=1' : ''}`);
    const entries = decodeEntries(await readBytes(response));
    const last = entries.at(-1)?.seq ?? after;
    return { entries, head: Math.max(last, Number(response.headers.get('x-seq') ?? 0)) };
  }

  /** Resolves with the seq of the entry once it is durable; the same `number` again answers the same seq. */
  async append(
    body: Uint8Array,
    batch: { number: number; author: number | null; awareness: string | null; keepalive?: boolean },
  ): Promise<number> {
    const author = batch.author === null ? '' : `&author=${batch.author}`;
    const headers: Record<string, string> = {};
    if (batch.awareness !== null) headers['x-awareness'] = batch.awareness;
    const response = await this.#call(`${this.#path}/updates?batch=${batch.number}${author}`, {
      method: 'POST',
      body,
      headers,
      keepalive: batch.keepalive ?? false,
    });
    return (await readJson<{ seq: number }>(response)).seq;
  }

  async sendAwareness(update: Uint8Array): Promise<void> {
    await this.#call(`${this.#path}/awareness`, { method: 'POST', body: update });
  }

  /** Tells that an entry throws in this page; two trusted reports flag it for all. */
  async report(seq: number): Promise<void> {
    await this.#call(`${this.#path}/reports`, { method: 'POST', body: { seq } });
  }
}
