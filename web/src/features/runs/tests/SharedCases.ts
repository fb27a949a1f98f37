import type * as Y from 'yjs';
import { isRecord } from '../../../lib/browserStorage.ts';
import { StateStore, type Store } from '../../../lib/store.ts';
import type { DocumentLink } from '../../../realtime/DocumentLink.ts';
import type { Checker, RunTest } from '../../../realtime/protocol.ts';

export interface SharedCase {
  id: string;
  name: string;
  checker: Checker;
}

/** As the server limits a run. */
export const mostCases = 50;
export const longestName = 100;

/** What to say to somebody who would run so many; null when they may. */
export function tooManyToRun(cases: number): string | null {
  return cases <= mostCases
    ? null
    : `A run takes ${mostCases} cases, hidden ones included: ${cases} are too many. Delete some, or run them one by one.`;
}

/** As the document holds it, below the case's id; `order` may have gaps and fractions. */
interface Entry {
  name: string;
  checker: Checker;
  order: number;
}

const cases = new WeakMap<DocumentLink, SharedCases>();

/** The test cases of the code document, one object for each link. */
export function sharedCases(link: DocumentLink): SharedCases {
  const known = cases.get(link) ?? new SharedCases(link);
  cases.set(link, known);
  return known;
}

/**
 * The test cases everybody in the room sees: map `tests` of the code document, with the texts `test:<id>:in` and
 * `test:<id>:out`, which several people may edit at once like files.
 */
export class SharedCases {
  readonly state: Store<readonly SharedCase[]>;
  readonly link: DocumentLink;
  readonly #state = new StateStore<readonly SharedCase[]>([]);

  constructor(link: DocumentLink) {
    this.link = link;
    this.state = this.#state;
    this.#follow();
    link.onRebuilt(() => this.#follow());
  }

  text(id: string, of: 'in' | 'out'): Y.Text {
    return this.link.doc.getText(`test:${id}:${of}`);
  }

  /** Returns the new case's id; null when there are as many as a run takes. */
  add(
    stdin = '',
    expected = '',
    like: Omit<SharedCase, 'id'> | null = null,
    after: string | null = null,
  ): string | null {
    const entries = this.#entries();
    if (entries.length >= mostCases) return null;
    const id = newId();
    const at = after === null ? entries.length - 1 : entries.findIndex((one) => one.id === after);
    const [before, next] = [entries[at]?.order ?? 0, entries[at + 1]?.order];
    this.#edit(() => {
      this.#map.set(id, {
        name: like === null ? this.#freeName('Case', entries.length + 1) : this.#freeName(like.name, 2),
        checker: like?.checker ?? 'lines',
        order: next === undefined ? before + 1 : (before + next) / 2,
      });
      if (stdin !== '') this.text(id, 'in').insert(0, stdin);
      if (expected !== '') this.text(id, 'out').insert(0, expected);
    });
    return id;
  }

  duplicate(id: string): string | null {
    const like = this.#state.getSnapshot().find((one) => one.id === id) ?? null;
    return this.add(plain(this.text(id, 'in')), plain(this.text(id, 'out')), like, id);
  }

  change(id: string, change: Partial<Omit<SharedCase, 'id'>>): void {
    const entry = this.#map.get(id);
    if (entry !== undefined) this.#edit(() => this.#map.set(id, { ...entry, ...change }));
  }

  remove(id: string): void {
    this.#edit(() => this.#map.delete(id));
  }

  /** One place up or down. */
  move(id: string, by: -1 | 1): void {
    const entries = this.#entries();
    const at = entries.findIndex((one) => one.id === id);
    const [mine, other] = [entries[at], entries[at + by]];
    if (mine === undefined || other === undefined) return;
    const beyond = entries[at + 2 * by]?.order ?? other.order + by * 2;
    this.change(id, { order: (other.order + beyond) / 2 } as Partial<Entry>);
  }

  runTest(id: string): RunTest | null {
    const one = this.#state.getSnapshot().find((known) => known.id === id);
    if (one === undefined) return null;
    return {
      id,
      name: one.name,
      checker: one.checker,
      stdin: plain(this.text(id, 'in')),
      expected: plain(this.text(id, 'out')),
    };
  }

  get #map(): Y.Map<Entry> {
    return this.link.doc.getMap<Entry>('tests');
  }

  #edit(change: () => void): void {
    this.link.doc.transact(change, this);
  }

  #follow(): void {
    this.#map.observe(this.#read);
    this.#read();
  }

  readonly #read = (): void => {
    this.#state.set(this.#entries().map(({ id, name, checker }) => ({ id, name, checker })));
  };

  #entries(): (Entry & { id: string })[] {
    return [...this.#map.entries()]
      .filter(([, entry]) => isRecord(entry))
      .map(([id, entry]) => ({ ...entry, id }))
      .sort((a, b) => a.order - b.order || (a.id < b.id ? -1 : 1));
  }

  /** `Case 3`, `Case 4` … while that is taken; `like 2` beside `like`. */
  #freeName(like: string, from: number): string {
    const taken = new Set(this.#state.getSnapshot().map(({ name }) => name));
    const stem = like.replace(/ \d+$/, '');
    for (let number = from; ; number++) if (!taken.has(`${stem} ${number}`)) return `${stem} ${number}`;
  }
}

/** Texts of the document hold nothing but text. */
function plain(text: Y.Text): string {
  // eslint-disable-next-line @typescript-eslint/no-base-to-string
  return text.toString();
}

function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(6))]
    .map((byte) => byte.toString(36).padStart(2, '0'))
    .join('');
}
