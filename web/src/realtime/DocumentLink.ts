import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';
import type { DocumentName } from './protocol.ts';
import type { Store } from './store.ts';

/** Something the person should be told about their text; stays until `dismissNotice`. */
export type DocumentNotice =
  /** The server refused an edit; the document was loaded anew and the edits were put back as far as possible. */
  | { kind: 'rebuilt' }
  /** Text typed before a reload could not be put back where it was. */
  | { kind: 'recovered'; text: string }
  /** The server refuses further edits of this page. */
  | { kind: 'readOnly'; reason: string };

export interface DocumentStatus {
  /** `stopped`: nothing arrives or leaves any more (superseded, removed, ended). */
  phase: 'loading' | 'ready' | 'stopped';
  save: 'saved' | 'saving' | 'offline';
  /** Changes not acknowledged by the server; 0 when saved. */
  waiting: number;
  notice: DocumentNotice | null;
}

/**
 * One shared document: loads it, keeps it in step with the room, and does not forget an edit before the server
 * has it. `doc` and `awareness` are replaced when the document has to be rebuilt: hold the link, not them, or
 * follow `onRebuilt`.
 */
export interface DocumentLink {
  readonly name: DocumentName;
  readonly doc: Y.Doc;
  readonly awareness: Awareness;
  readonly status: Store<DocumentStatus>;
  /** Resolves when the text is there; an edit before that is an error. */
  readonly whenLoaded: Promise<void>;
  /** Calls back after `doc` and `awareness` were replaced. Returns the way to stop. */
  onRebuilt(listener: () => void): () => void;
  dismissNotice(): void;
}
