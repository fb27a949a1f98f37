import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { zipOf } from './zip.ts';

function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(new Uint8Array(reader.result as ArrayBuffer));
    reader.onerror = () => reject(reader.error ?? new Error('unreadable'));
    reader.readAsArrayBuffer(blob);
  });
}

// Python is one of the packages that ./dev installs where it may.
const isWithoutPython = process.env.CI !== 'true' && spawnSync('python3', ['--version']).error !== undefined;

test.skipIf(isWithoutPython)('another program reads it back: names, text and check sums', async () => {
  const files = [
    { path: 'main.py', text: 'print("hi")\n' },
    { path: 'src/ünï.txt', text: 'grüße 😀' },
    { path: 'empty', text: '' },
  ];
  const folder = mkdtempSync(path.join(tmpdir(), 'zip-'));
  try {
    const file = path.join(folder, 'code.zip');
    writeFileSync(file, await bytesOf(zipOf(files, new Date(2026, 0, 2, 3, 4, 6))));
    const script = `import json,sys,zipfile
z=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None
print(json.dumps([[i.filename,z.read(i).decode(),list(i.date_time)] for i in z.infolist()]))`;
    const read: unknown = JSON.parse(execFileSync('python3', ['-c', script, file], { encoding: 'utf8' }));
    expect(read).toEqual(files.map((one) => [one.path, one.text, [2026, 1, 2, 3, 4, 6]]));
  } finally {
    rmSync(folder, { recursive: true });
  }
});
