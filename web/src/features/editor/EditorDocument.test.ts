// @vitest-environment node
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Language } from '../../realtime/protocol.ts';
import type { RoomLink } from '../../realtime/RoomLink.ts';
import { seedText, StandInServer } from '../../realtime/testing/StandInServer.ts';
import { TestBrowser } from '../../realtime/testing/TestPage.ts';
import { type EditorDocument, editorDocument, PathError } from './EditorDocument.ts';

const limits = { wallMs: 1, compileWallMs: 1, cpuMs: 1, memoryMb: 1, outputBytes: 1 };
const language = (id: string, fileName: string, starter: string): Language => ({
  id,
  name: id,
  aliases: [],
  monacoId: id,
  fileName,
  extension: fileName.slice(fileName.indexOf('.')),
  starter,
  available: true,
  limits,
  libraries: [],
  diagnostics: [],
});
const python = language('python', 'main.py', seedText.replace('\n', '\r\n'));
const java = language('java', 'Main.java', 'class Main {}\r\n');
const languages = [python, java];

let browser: TestBrowser;
let server: StandInServer;
let link: RoomLink;
let code: EditorDocument;

beforeEach(async () => {
  server = new StandInServer();
  browser = new TestBrowser(server);
  link = await browser.open();
  code = editorDocument(link);
  await browser.clock.pass(0);
  await code.link.whenLoaded;
});

test('shows the seed’s file and what runs', () => {
  expect(editorDocument(link)).toBe(code);
  expect(code.state.getSnapshot()).toEqual({
    files: [{ id: 'main', path: 'main.py', language: 'python' }],
    entry: 'main',
    language: 'python',
  });
  expect(code.runFiles()).toEqual({ files: [{ path: 'main.py', text: seedText }], entry: 'main.py' });
});

describe('switching the language', () => {
  test('an untouched starter makes way for the new one, in one step', () => {
    const updates = vi.fn();
    code.link.doc.on('update', updates);
    expect(code.switchLanguage(java, languages)).toBe('main');
    expect(updates).toHaveBeenCalledOnce();
    expect(code.runFiles()).toEqual({
      files: [{ path: 'Main.java', text: 'class Main {}\n' }],
      entry: 'Main.java',
    });
    expect(code.state.getSnapshot().language).toBe('java');
  });

  test('work is kept: the new starter gets a file of its own, and the way back finds the old one', () => {
    code.text('main').insert(0, '# mine\n');
    const added = code.switchLanguage(java, languages);
    expect(added).not.toBe('main');
    expect(code.state.getSnapshot().files.map(({ path }) => path)).toEqual(['Main.java', 'main.py']);
    expect(code.state.getSnapshot().entry).toBe(added);
    expect(code.switchLanguage(python, languages)).toBe('main');
    expect(code.text('main').toJSON()).toBe(`# mine\n${seedText}`);
    expect(code.state.getSnapshot()).toMatchObject({ entry: 'main', language: 'python' });
  });
});

describe('files', () => {
  test('are made, renamed and deleted', () => {
    const id = code.createFile(' lib/util.py ', 'python', 'x = 1\n');
    expect(code.runFiles().files).toContainEqual({ path: 'lib/util.py', text: 'x = 1\n' });
    code.renameFile(id, 'lib/tools.py');
    code.setEntry(id);
    expect(code.runFiles().entry).toBe('lib/tools.py');
    code.deleteFile(id);
    expect(code.state.getSnapshot()).toMatchObject({ entry: 'main', files: [{ id: 'main' }] });
    expect(() => code.deleteFile('main')).toThrow(PathError);
  });

  test.each([
    '',
    '  ',
    '/etc/passwd',
    '../x',
    'a//b',
    'a/./b',
    'a\\b',
    'c:x',
    'a\u0000b',
    'x'.repeat(201),
    'main.py',
  ])('cannot be called %j', (path) => {
    expect(() => code.createFile(path)).toThrow(PathError);
  });

  test('C1: two people who make a file of one name at once both keep theirs, and all see the same names', async () => {
    const other = new TestBrowser(server, browser.clock);
    const otherLink = await other.open('Bo');
    const otherCode = editorDocument(otherLink);
    await browser.clock.pass(0);
    await otherCode.link.whenLoaded;
    code.createFile('util.py', 'python', 'a');
    otherCode.createFile('util.py', 'python', 'b');
    await browser.clock.pass(100);
    const paths = code.state.getSnapshot().files.map(({ path }) => path);
    expect(paths).toEqual(['main.py', 'util-2.py', 'util.py']);
    expect(otherCode.state.getSnapshot()).toEqual(code.state.getSnapshot());
    expect(
      code
        .runFiles()
        .files.map(({ text }) => text)
        .toSorted(),
    ).toEqual(['a', 'b', seedText]);
  });
});
