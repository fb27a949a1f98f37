import { expect, test, vi } from 'vitest';
import { Typing } from './useTyping.ts';

test('lines are sent one after the other, in the order they were typed', async () => {
  const arrived: string[] = [];
  const waiting: (() => void)[] = [];
  const typing = new Typing(async ({ text }) => {
    await new Promise<void>((resolve) => waiting.push(resolve));
    arrived.push(text ?? '');
  });
  const both = Promise.all([typing.type('one\n'), typing.type('two\n')]);
  await vi.waitFor(() => expect(waiting).toHaveLength(1));
  expect(typing.sent.getSnapshot()).toBe('one\ntwo\n');
  waiting[0]?.();
  await vi.waitFor(() => expect(waiting).toHaveLength(2));
  waiting[1]?.();
  await both;
  expect(arrived).toEqual(['one\n', 'two\n']);
});

test('a line stays until the output shows it; others’ lines change nothing', async () => {
  const typing = new Typing(() => Promise.resolve());
  await typing.type('mine\n');
  typing.see('theirs\n');
  expect(typing.sent.getSnapshot()).toBe('mine\n');
  typing.see('theirs\nmine\n');
  expect(typing.sent.getSnapshot()).toBe('');
});

test('what the server did not take is taken back, and the next line still goes', async () => {
  const typing = new Typing(({ text }) =>
    text === 'bad\n' ? Promise.reject(new Error('no')) : Promise.resolve(),
  );
  const bad = typing.type('bad\n');
  const good = typing.type('good\n');
  await expect(bad).rejects.toThrow('no');
  await good;
  expect(typing.sent.getSnapshot()).toBe('good\n');
});
