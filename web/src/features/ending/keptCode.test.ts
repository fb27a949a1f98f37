import { afterEach, expect, test, vi } from 'vitest';
import { keepCode, keptCode } from './keptCode.ts';

const code = { title: 'Queue', files: [{ path: 'main.py', text: 'print("é")\n' }], unsaved: 2 };

afterEach(() => {
  vi.restoreAllMocks();
  sessionStorage.clear();
});

test('the code of an ended room outlives a reload, for that room alone', () => {
  expect(keepCode('room1', code)).toBe(true);
  expect(keptCode('room1')).toEqual(code);
  expect(keptCode('room2')).toBeNull();
});

test.each(['', '{', '[]', '{"title":1,"files":[],"unsaved":0}', '{"title":"t","files":"no","unsaved":0}'])(
  'what is not such code counts as none: %s',
  (stored) => {
    sessionStorage.setItem('codemeet.ended.room1', stored);
    expect(keptCode('room1')).toBeNull();
  },
);

test('a browser that stores nothing says so', () => {
  vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full', 'QuotaExceededError');
  });
  expect(keepCode('room1', code)).toBe(false);
  expect(keptCode('room1')).toBeNull();
});
