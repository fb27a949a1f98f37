import { expect, test } from 'vitest';
import { splitArgs } from './args.ts';

test.each([
  ['', []],
  ['  ', []],
  ['a  b', ['a', 'b']],
  ['"a b" c', ['a b', 'c']],
  ["it''s", ['its']],
  ['--name="Ada L"', ['--name=Ada L']],
  ['""', ['']],
  ['a\\ b', ['a b']],
  ["'a\\b'", ['a\\b']],
  ['"open', ['open']],
])('%j becomes %j', (typed, args) => {
  expect(splitArgs(typed)).toEqual(args);
});
