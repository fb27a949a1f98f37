import { expect, test } from 'vitest';
import { Problem } from './http.ts';

test('a problem says whether trying again can help', () => {
  expect([0, 408, 429, 500, 503].every((status) => new Problem(status, 'X', '').isPassing)).toBe(true);
  expect(
    [400, 401, 403, 404, 409, 410, 413, 422].some((status) => new Problem(status, 'X', '').isPassing),
  ).toBe(false);
});
