import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { explain, explainedCodes, explainError } from './refusals.ts';

/** The codes that the server can answer, from the table that its own tests keep true. */
const documented = [...readFileSync('../docs/codes.md', 'utf8').matchAll(/^\| `([A-Z_]+)`/gm)].map(
  (row) => row[1] ?? '',
);

describe('explain', () => {
  test('knows every documented code', () => {
    expect(documented.length).toBeGreaterThan(30);
    expect(documented.filter((code) => !explainedCodes.includes(code))).toEqual([]);
  });

  test('says no code that the server does not have', () => {
    const own = ['NO_ANSWER'];
    expect(explainedCodes.filter((code) => !documented.includes(code) && !own.includes(code))).toEqual([]);
  });

  test.each(explainedCodes)('%s has a title and a next step', (code) => {
    const { title, next } = explain({ code, message: 'What the server said.' });
    expect(title).toMatch(/^\p{Lu}[^.]+$/u);
    expect(next).toMatch(/\.$/);
  });

  test('an unknown code is said in the server’s words', () => {
    expect(explain({ code: 'NEW', message: 'The moon is full.' }).title).toBe('The moon is full');
    expect(explain({ code: 'NEW', message: '' }).title).not.toBe('');
  });
});

test('a failure that is not a refusal is owned up to', () => {
  expect(explainError(new TypeError('x is undefined')).title).toContain('this page');
  expect(explainError('nonsense').title).toContain('this page');
});
