/** Something the person should be told about their text; stays until `dismissNotice`. */
export type DocumentNotice =
  /** The server refused an edit; the document was loaded anew and the edits were put back. */
  | { kind: 'rebuilt' }
  /** Text that could not be put back where it was. */
  | { kind: 'recovered'; text: string }
  /** The server takes no edits from this person; what they typed was undone. */
  | { kind: 'readOnly'; reason: string };

export interface DocumentStatus {
  /** `stopped`: nothing arrives or leaves any more (superseded, removed, ended). */
  phase: 'loading' | 'ready' | 'stopped';
  save: 'saved' | 'saving' | 'offline';
  /** Changes not acknowledged by the server; 0 when saved. */
  waiting: number;
  notice: DocumentNotice | null;
}

export const loading: DocumentStatus = { phase: 'loading', save: 'saved', waiting: 0, notice: null };

export function isSameStatus(a: DocumentStatus, b: DocumentStatus): boolean {
  return a.phase === b.phase && a.save === b.save && a.waiting === b.waiting && a.notice === b.notice;
}
