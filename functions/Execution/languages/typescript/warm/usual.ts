// Checked once by every host, so that the libraries are read and bound and the checker has met what programs use.
import * as fs from 'node:fs';
import { createInterface } from 'node:readline';

type Shape = { kind: 'circle'; radius: number } | { kind: 'square'; side: number };

class Queue<T> {
  private items: T[] = [];
  push(item: T): void { this.items.push(item); }
  pop(): T | undefined { return this.items.shift(); }
}

const area = (s: Shape): number => (s.kind === 'circle' ? Math.PI * s.radius ** 2 : s.side ** 2);
const groups = new Map<string, number[]>();
const queue = new Queue<[number, string]>();
queue.push([1, 'a']);
for (const word of fs.readFileSync(0, 'utf8').split(/\s+/).filter(Boolean)) groups.set(word, [...(groups.get(word) ?? []), word.length]);
for (const [key, values] of [...groups].sort((a, b) => a[0].localeCompare(b[0]))) console.log(`${key}: ${values.reduce((a, b) => a + b, 0)}`);
async function later(): Promise<number> {
  for await (const line of createInterface({ input: process.stdin })) console.log(line.trim());
  return Promise.all([1, 2].map(async n => n * 2)).then(r => r.length);
}
later().then(n => process.stdout.write(String(n) + area({ kind: 'square', side: 2 }) + new Set([n]).size), (e: unknown) => console.error(e));
