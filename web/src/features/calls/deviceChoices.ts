import { isRecord, readStored, writeStored } from '../../lib/browserStorage.ts';
import { StateStore, useStore } from '../../lib/store.ts';

/** What a person chose for calls in this browser. A device that is not there any more is passed over, not forgotten. */
export interface CallChoices {
  microphone: string | null;
  camera: string | null;
  speaker: string | null;
  /** Whether the last call was joined with them. */
  withMicrophone: boolean;
  withCamera: boolean;
  /** Where the faces are on a desk: beside people and chat, or in a strip above the code. */
  place: 'side' | 'top';
  /** Only the controls are shown. */
  collapsed: boolean;
}

const key = 'codemeet.call';

function load(): CallChoices {
  const stored = readStored(key);
  const of = isRecord(stored) ? stored : {};
  const id = (value: unknown) => (typeof value === 'string' && value !== '' ? value : null);
  return {
    microphone: id(of.microphone),
    camera: id(of.camera),
    speaker: id(of.speaker),
    withMicrophone: of.withMicrophone !== false,
    withCamera: of.withCamera !== false,
    place: of.place === 'top' ? 'top' : 'side',
    collapsed: of.collapsed === true,
  };
}

export const callChoices = new StateStore(load());

export function setCallChoices(change: Partial<CallChoices>): void {
  const next = { ...callChoices.getSnapshot(), ...change };
  callChoices.set(next);
  writeStored(key, next);
}

export const useCallChoices = (): CallChoices => useStore(callChoices);
