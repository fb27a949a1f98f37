/** What the documents of a room may hold: functions/Collab/DocumentPolicy.cs, said again for what comes directly. */
import type { DocumentName } from '../protocol.ts';
import { ByteReader } from './ByteReader.ts';

export const kinds = { string: 4, embed: 5, format: 6, type: 7, any: 8 } as const;

const maxFileId = 40;
const maxRootName = 64;
const maxPath = 200;
const maxPlainBytes = 256;
const maxTestName = 100;

const id = /^[A-Za-z0-9_-]+$/;
const rootName = /^[A-Za-z0-9_:-]+$/;
// eslint-disable-next-line no-control-regex -- control characters are what must not be there
const notInPath = /[\\:\u0000-\u001f\u007f-\u009f]/;

export type MapName = 'files' | 'meta' | 'tests';

/** Every root of `code` is a map or a text by its name; the other documents hold whatever tree their editor makes. */
export function isTyped(doc: DocumentName): boolean {
  return doc === 'code';
}

export function allowsKind(doc: DocumentName, kind: number): boolean {
  const { string, any } = kinds;
  return isTyped(doc) ? kind === string || kind === any : kind >= string && kind <= any;
}

export function isMap(root: string): root is MapName {
  return root === 'files' || root === 'meta' || root === 'tests';
}

export function allowsRoot(doc: DocumentName, name: string): boolean {
  if (!isTyped(doc)) return name.length <= maxRootName && rootName.test(name);
  if (isMap(name)) return true;
  if (name.startsWith('file:')) return isFileId(name.slice('file:'.length));
  if (!name.startsWith('test:') || !(name.endsWith(':in') || name.endsWith(':out'))) return false;
  const end = name.lastIndexOf(':');
  return end >= 'test:'.length && isFileId(name.slice('test:'.length, end));
}

/** `key` is empty where the wire leaves it out: the value replaces an entry. `any` is the content as encoded. */
export function allowsEntry(map: MapName, key: string, any: Uint8Array): boolean {
  if (key !== '' && !isFileId(key)) return false;
  const reader = new ByteReader(any);
  if (reader.uint() !== 1) return false;
  if (map === 'files') return isFile(reader);
  if (map === 'tests') return isTest(reader);
  const type = reader.byte();
  return any.length <= maxPlainBytes && type !== 118 && type !== 117 && type !== 116;
}

function isFile(reader: ByteReader): boolean {
  if (reader.byte() !== 118) return false;
  let hasPath = false;
  for (let left = reader.count(2); left > 0; left--) {
    const name = reader.text();
    const isPathName = name === 'path';
    if (reader.byte() !== 119 || !(isPathName || name === 'language')) return false;
    const text = reader.text();
    if (!(isPathName ? isPath(text) : isFileId(text))) return false;
    hasPath ||= isPathName;
  }
  return hasPath && reader.isDone;
}

function isTest(reader: ByteReader): boolean {
  if (reader.byte() !== 118 || reader.count(2) !== 3) return false;
  for (let left = 3; left > 0; left--) {
    const name = reader.text();
    const type = reader.byte();
    if (name === 'order') {
      if (!skipNumber(reader, type)) return false;
      continue;
    }
    const isName = name === 'name';
    if (type !== 119 || !(isName || name === 'checker')) return false;
    const text = reader.text();
    if (!(isName ? text.length > 0 && text.length <= maxTestName : isFileId(text))) return false;
  }
  return reader.isDone;
}

function skipNumber(reader: ByteReader, type: number): boolean {
  if (type === 125) {
    for (let i = 0; i < 8; i++) if ((reader.byte() & 0x80) === 0) return true;
    return false;
  }
  if (type !== 124 && type !== 123) return false;
  for (let left = type === 124 ? 4 : 8; left > 0; left--) reader.byte();
  return true;
}

function isFileId(text: string): boolean {
  return text.length <= maxFileId && id.test(text);
}

function isPath(path: string): boolean {
  if (path === '' || path.length > maxPath || notInPath.test(path)) return false;
  return path.split('/').every((segment) => segment !== '' && segment !== '.' && segment !== '..');
}
