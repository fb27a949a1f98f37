/** What is known when a seed fails. A failure may not come again for hours: everything is written down at once. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as Y from 'yjs';
import type { Entry } from '../src/realtime/frames.ts';
import type { RoomLink } from '../src/realtime/RoomLink.ts';
import { has, readable, ticksOf } from './reading.ts';
import type { Trace } from './Trace.ts';

const folder = fileURLToPath(new URL('../../artifacts/fuzz/', import.meta.url));

export interface Witness {
  name: string;
  link: RoomLink;
  trace: Trace;
}

/** Files by name; `report.txt` is for people. */
export type Findings = Record<string, string>;

/** `log`: the server's log read afterwards; null if even that failed. */
export function findingsOf(reason: string, witnesses: readonly Witness[], log: Entry[] | null): Findings {
  const truth = new Y.Doc({ gc: false });
  for (const { frames } of log ?? []) for (const { update } of frames) Y.applyUpdate(truth, update);
  const findings: Findings = {};
  const report = [reason, `The log ${log === null ? 'could not be read' : `has ${log.length} entries`}.`];
  for (const { name, link, trace } of witnesses) {
    const document = link.document('code');
    const { phase, save, waiting, notice } = document.status.getSnapshot();
    const lacking = (log ?? []).filter(
      ({ frames }) => !frames.every(({ update }) => has(document.doc, update)),
    );
    report.push(
      `${name}, page ${document.clientId}, ${link.state.getSnapshot().phase.name}: document ${phase}, ${save}, ` +
        `${waiting} waiting, notice ${notice?.kind ?? 'none'}, ${ticksOf(document.doc)} ticks`,
      `  lacks the entries: ${lacking.map(({ seq }) => seq).join(' ') || 'none'}`,
      `  waits inside Yjs: ${document.doc.store.pendingStructs === null ? 'nothing' : 'structs'}`,
      `  ${difference(readable(truth), readable(document.doc))}`,
    );
    findings[`${name}-network.log`] = trace.toString();
    findings[`${name}-text.json`] = readable(document.doc);
  }
  findings['report.txt'] = report.join('\n');
  findings['log-text.json'] = readable(truth);
  findings['log.txt'] = (log ?? []).map(describe).join('\n');
  return findings;
}

/** Returns where they are. */
export function keep(seed: number, findings: Findings): string {
  const place = path.join(folder, String(seed));
  rmSync(place, { recursive: true, force: true });
  mkdirSync(place, { recursive: true });
  for (const [name, content] of Object.entries(findings)) writeFileSync(path.join(place, name), content);
  return path.relative(process.cwd(), place);
}

function difference(expected: string, found: string): string {
  if (expected === found) return 'reads as the log does';
  let at = 0;
  while (expected[at] === found[at]) at++;
  const around = (text: string) => JSON.stringify(text.slice(Math.max(0, at - 40), at + 60));
  return `reads something else at ${at}: ${around(found)}, the log: ${around(expected)}`;
}

/** The updates in base64, so that a failure can be played again without the server. */
function describe({ seq, clientId, ms, frames }: Entry): string {
  const updates = frames.map(({ update }) => Buffer.from(update).toString('base64'));
  return `${seq} page ${clientId} at ${ms}: ${updates.join(' ')}`;
}
