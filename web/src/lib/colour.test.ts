import { expect, test } from 'vitest';
import { initials, textOn } from './colour.ts';

test.each([
  ['Ada', 'A'],
  ['Ada Lovelace', 'AL'],
  ['  ada   king  lovelace ', 'AL'],
  ['👩‍💻 Lin', '👩‍💻L'],
  ['李 明', '李明'],
  ['', '?'],
])('%j is %s', (name, letters) => {
  expect(initials(name)).toBe(letters);
});

test('text stays readable on every colour', () => {
  expect(textOn('#ffffff')).toBe('#000');
  expect(textOn('#f0b84a')).toBe('#000');
  expect(textOn('#0b7285')).toBe('#fff');
  expect(textOn('#000000')).toBe('#fff');
});
