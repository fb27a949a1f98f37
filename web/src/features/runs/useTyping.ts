import { useEffect, useState } from 'react';
import { explainError } from '../../lib/refusals.ts';
import { StateStore, useStore } from '../../lib/store.ts';
import { toast } from '../../ui/toasts.ts';
import type { Transcript } from './liveOutput.ts';
import { textOf } from './liveOutput.ts';

type Send = (input: { text?: string; end?: boolean }) => Promise<void>;

/**
 * What this page types into one run: sent line after line, so that the order stays, and remembered until the output
 * shows it, so that a line does not vanish on its way.
 */
export class Typing {
  readonly #send: Send;
  readonly #sent = new StateStore('');
  /** Text already given back by the output. */
  #echoed = 0;
  #last: Promise<void> = Promise.resolve();

  constructor(send: Send) {
    this.#send = send;
  }

  /** Given to the server and not yet seen in the output. */
  get sent() {
    return this.#sent;
  }

  /** Rejects when the server did not take it; the text is then not among what was sent. */
  async type(text: string, end = false): Promise<void> {
    this.#sent.set(this.#sent.getSnapshot() + text);
    const turn = this.#last.then(() =>
      this.#send({ ...(text === '' ? {} : { text }), ...(end ? { end } : {}) }),
    );
    this.#last = turn.catch(() => undefined);
    try {
      await turn;
    } catch (error) {
      this.#sent.set(this.#sent.getSnapshot().replace(text, ''));
      throw error;
    }
  }

  /** `input`: all that anybody typed so far, as the output shows it. */
  see(input: string): void {
    const news = input.slice(this.#echoed);
    this.#echoed = input.length;
    let sent = this.#sent.getSnapshot();
    for (const line of news.split(/(?<=\n)/))
      if (line !== '' && sent.startsWith(line)) sent = sent.slice(line.length);
    this.#sent.set(sent);
  }
}

/** Typing into the run `runId`, which prints `printed`. */
export function useTyping(
  runId: string,
  printed: Transcript,
  send: (runId: string, input: Parameters<Send>[0]) => Promise<void>,
) {
  const [typing, setTyping] = useState(() => ({ runId, of: new Typing((input) => send(runId, input)) }));
  if (typing.runId !== runId) setTyping({ runId, of: new Typing((input) => send(runId, input)) });
  const sent = useStore(typing.of.sent);
  const input = textOf(printed, 'input');
  useEffect(() => typing.of.see(input), [typing, input]);
  return {
    sent,
    /** Resolves to false, and says why, when the program did not get it. */
    type: async (text: string, end = false): Promise<boolean> => {
      try {
        await typing.of.type(text, end);
        return true;
      } catch (error) {
        const { title, next } = explainError(error);
        toast(title, { tone: 'bad', detail: next });
        return false;
      }
    },
  };
}
