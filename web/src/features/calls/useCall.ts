import { useEffect, useState } from 'react';
import { useStore } from '../../lib/store.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { useCallKeys } from './callKeys.ts';
import { callSession, type CallSession } from './CallSession.ts';
import type { CallPerson, CallState } from './callState.ts';

export interface Call {
  session: CallSession;
  state: CallState;
  /** The device dialog. */
  asking: boolean;
  ask: (open: boolean) => void;
  /** Whose screen is shown large. */
  watched: CallPerson | null;
  /** Somebody shows a screen, and this person looks at something else. */
  unwatched: CallPerson | null;
}

/** Monaco's field is a textbox that gets no `input` events; a key on a button or to close a dialog is no typing. */
const typedInto = 'input, textarea, [role="textbox"], [contenteditable="true"]';

/** The call of a room, for its page: joined or not, and what of it is looked at. */
export function useCall(link: RoomLink): Call {
  const session = callSession(link);
  const state = useStore(session.state);
  const [asking, ask] = useState(false);
  useEffect(() => {
    session.open();
    return () => session.close();
  }, [session]);
  useEffect(() => {
    const onInput = () => session.noteTyping();
    const onKeyDown = ({ target }: KeyboardEvent) => {
      if (target instanceof Element && target.closest(typedInto) !== null) onInput();
    };
    window.addEventListener('input', onInput, { capture: true });
    window.addEventListener('keydown', onKeyDown, { capture: true });
    return () => {
      window.removeEventListener('input', onInput, { capture: true });
      window.removeEventListener('keydown', onKeyDown, { capture: true });
    };
  }, [session]);
  useCallKeys(session, state, () => ask(true));

  const { watching, sharer } = state;
  const sharing = state.phase === 'in' ? state.people.filter(({ screen }) => screen !== null) : [];
  const watched = sharing.find(({ clientId }) => clientId === watching) ?? null;
  return {
    session,
    state,
    asking,
    ask,
    watched,
    unwatched: watched === null ? (sharing.find(({ clientId }) => clientId === sharer) ?? null) : null,
  };
}
