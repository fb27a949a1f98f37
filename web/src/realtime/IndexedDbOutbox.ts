import type { Outbox, OutboxFrame, OutboxKey } from './outbox.ts';

const databaseName = 'codemeet';
const storeName = 'outbox';

type Row = OutboxFrame & OutboxKey;

/** The outbox in the browser's database, one row a frame. */
export class IndexedDbOutbox implements Outbox {
  readonly #factory: IDBFactory;
  #opened: Promise<IDBDatabase> | null = null;

  constructor(factory: IDBFactory) {
    this.#factory = factory;
  }

  async add(key: OutboxKey, frame: OutboxFrame): Promise<void> {
    const row: Row = { ...pick(key), ...frame };
    await this.#write((store) => store.put(row));
  }

  async forget(key: OutboxKey, index: number): Promise<void> {
    await this.#write((store) => store.delete(IDBKeyRange.bound([...path(key), 0], [...path(key), index])));
  }

  async left(place: Omit<OutboxKey, 'clientId'>): Promise<{ clientId: number; frames: OutboxFrame[] }[]> {
    const prefix = [place.roomId, place.participantId, place.doc];
    const store = (await this.#open()).transaction(storeName, 'readonly').objectStore(storeName);
    // An array sorts after every number and string, so `[]` closes the range.
    const rows = await answer(store.getAll(IDBKeyRange.bound(prefix, [...prefix, []])) as IDBRequest<Row[]>);
    const pages = new Map<number, OutboxFrame[]>();
    for (const { clientId, index, batch, place, deltaMs, update } of rows) {
      const frames = pages.get(clientId) ?? [];
      frames.push({ index, batch, place, deltaMs, update });
      pages.set(clientId, frames);
    }
    return [...pages].map(([clientId, frames]) => ({ clientId, frames }));
  }

  async clear(roomId: string): Promise<void> {
    await this.#write((store) => store.delete(IDBKeyRange.bound([roomId], [roomId, []])));
  }

  /** Resolves when the change is committed, not when it was asked for. */
  async #write(change: (store: IDBObjectStore) => IDBRequest): Promise<void> {
    const database = await this.#open();
    await new Promise<void>((resolve, reject) => {
      // Relaxed: a crash of the machine may lose the last second, which the server has by then.
      const transaction = database.transaction(storeName, 'readwrite', { durability: 'relaxed' });
      transaction.oncomplete = () => resolve();
      transaction.onabort = () => reject(failure(transaction.error));
      change(transaction.objectStore(storeName));
    });
  }

  #open(): Promise<IDBDatabase> {
    this.#opened ??= openDatabase(this.#factory, () => (this.#opened = null)).catch((error: unknown) => {
      this.#opened = null; // So that the next call tries again.
      throw error;
    });
    return this.#opened;
  }
}

async function openDatabase(factory: IDBFactory, onGone: () => void): Promise<IDBDatabase> {
  const request = factory.open(databaseName, 1);
  request.onupgradeneeded = () => {
    const keyPath = ['roomId', 'participantId', 'doc', 'clientId', 'index'];
    request.result.createObjectStore(storeName, { keyPath });
  };
  const database = await answer(request);
  database.onversionchange = () => {
    database.close();
    onGone();
  };
  database.onclose = onGone;
  return database;
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(failure(request.error));
  });
}

function failure(error: DOMException | null): Error {
  return error ?? new Error('The browser gave up a change of its database.');
}

function path(key: OutboxKey): (string | number)[] {
  return [key.roomId, key.participantId, key.doc, key.clientId];
}

/** Only the key's own fields: callers may pass wider objects. */
function pick({ roomId, participantId, doc, clientId }: OutboxKey): OutboxKey {
  return { roomId, participantId, doc, clientId };
}
