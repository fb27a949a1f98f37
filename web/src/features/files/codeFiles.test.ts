import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import { addFile, fileContents, fileText, readCodeFiles, refusePath, removeFile, renameFile, switchLanguage } from './codeFiles.ts';

const python = { id: 'python', fileName: 'main.py', starter: 'print("hi")\n' };
const java = { id: 'java', fileName: 'Main.java', starter: 'class Main {}\n' };

/** As the server seeds it. */
function seeded(): Y.Doc {
  const doc = new Y.Doc();
  doc.getMap('files').set('main', { path: 'main.py', language: 'python' });
  doc.getMap('meta').set('language', 'python');
  doc.getMap('meta').set('entry', 'main');
  fileText(doc, 'main').insert(0, python.starter);
  return doc;
}

describe('readCodeFiles', () => {
  test('reads the seed', () => {
    expect(readCodeFiles(seeded())).toEqual({
      files: [{ id: 'main', path: 'main.py', language: 'python' }],
      entryId: 'main',
      language: 'python',
    });
  });

  test('is empty before the document is loaded', () => {
    expect(readCodeFiles(new Y.Doc())).toEqual({ files: [], entryId: null, language: null });
  });

  test('sorts folders before files and numbers by value', () => {
    const doc = new Y.Doc();
    for (const path of ['b.py', 'a10.py', 'a2.py', 'src/z.py', 'src/lib/y.py']) addFile(doc, path);
    expect(readCodeFiles(doc).files.map((file) => file.path)).toEqual(['src/lib/y.py', 'src/z.py', 'a2.py', 'a10.py', 'b.py']);
  });

  test('falls back to another entry when the entry is deleted', () => {
    const doc = seeded();
    const other = addFile(doc, 'other.py');
    removeFile(doc, 'main');
    expect(readCodeFiles(doc).entryId).toBe(other);
  });

  test('skips what another client wrote in a wrong shape', () => {
    const doc = seeded();
    doc.getMap('files').set('bad', 42);
    doc.getMap('files').set('worse', { path: 7 });
    expect(readCodeFiles(doc).files).toHaveLength(1);
  });
});

describe('refusePath', () => {
  const files = readCodeFiles(seeded()).files;

  test.each(['utils.py', 'src/deep/er.py', 'Ünïcode.txt', '.env'])('takes %s', (path) => {
    expect(refusePath(path, files, null)).toBeNull();
  });

  test.each(['', '/etc/passwd', '../up', 'a//b', 'a/', 'a\\b', '-o', '@args', 'a\nb', 'c:d', 'smile😀.py', 'main.py', 'main.py/x', 'x'.repeat(201)])(
    'refuses %j',
    (path) => {
      expect(refusePath(path, files, null)).not.toBeNull();
    },
  );

  test('a file may keep its own name', () => {
    expect(refusePath('main.py', files, 'main')).toBeNull();
  });
});

describe('switchLanguage', () => {
  test('an untouched starter becomes the new one', () => {
    const doc = seeded();
    expect(switchLanguage(doc, java, python)).toBe('main');
    expect(fileContents(doc)).toEqual([{ path: 'Main.java', text: java.starter }]);
    expect(readCodeFiles(doc).language).toBe('java');
  });

  test('written code is kept beside the new file', () => {
    const doc = seeded();
    fileText(doc, 'main').insert(0, '# mine\n');
    const shown = switchLanguage(doc, java, python);
    expect(readCodeFiles(doc)).toMatchObject({ entryId: shown, language: 'java' });
    expect(fileContents(doc)).toEqual([
      { path: 'Main.java', text: java.starter },
      { path: 'main.py', text: `# mine\n${python.starter}` },
    ]);
  });

  test('going back shows the file that was there', () => {
    const doc = seeded();
    fileText(doc, 'main').insert(0, '# mine\n');
    switchLanguage(doc, java, python);
    expect(switchLanguage(doc, python, java)).toBe('main');
    expect(readCodeFiles(doc).files).toHaveLength(2);
  });
});

test('a renamed file is told by its extension', () => {
  const doc = seeded();
  renameFile(doc, 'main', 'main.js');
  expect(readCodeFiles(doc).files).toEqual([{ id: 'main', path: 'main.js', language: null }]);
});
