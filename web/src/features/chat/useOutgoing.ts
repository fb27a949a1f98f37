import { useState } from 'react';
import { explainError } from '../../lib/refusals.ts';
import type { Audience, ChatMessage } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';

/** A message of this page that the room's timeline does not show yet. */
export interface Outgoing {
  key: string;
  text: string;
  audience: Audience;
  /** Set once the server took it. */
  seq: number | null;
  /** A sentence, once it failed. */
  failed: string | null;
}

/** Sends, keeps what is on its way in sight, and keeps what failed until it is sent again or dropped. */
export function useOutgoing(link: RoomLink, messages: readonly ChatMessage[]) {
  const [all, setAll] = useState<readonly Outgoing[]>([]);
  const arrived = new Set(messages.map((message) => message.seq));
  const outgoing = all.filter((one) => one.seq === null || !arrived.has(one.seq));

  const change = (key: string, part: Partial<Outgoing>) =>
    setAll((before) => before.map((one) => (one.key === key ? { ...one, ...part } : one)));
  const drop = (key: string) => setAll((before) => before.filter((one) => one.key !== key));

  async function post(one: Outgoing) {
    try {
      const message = await link.api.say(one.text, one.audience);
      change(one.key, { seq: message.seq });
    } catch (error) {
      const { title, next } = explainError(error);
      change(one.key, { failed: `${title}. ${next}` });
    }
  }

  function send(text: string, audience: Audience) {
    const one: Outgoing = { key: crypto.randomUUID(), text, audience, seq: null, failed: null };
    setAll([...outgoing, one]);
    void post(one);
  }

  function resend(one: Outgoing) {
    change(one.key, { failed: null });
    void post(one);
  }

  return { outgoing, send, resend, drop };
}
