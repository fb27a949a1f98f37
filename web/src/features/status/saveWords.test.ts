import { expect, test } from 'vitest';
import { saveWords } from './SaveStatus.tsx';

test.each([
  [{ save: 'saved', waiting: 0, phase: 'ready' }, 'saved'],
  [{ save: 'saving', waiting: 2, phase: 'ready' }, 'saving'],
  [{ save: 'offline', waiting: 0, phase: 'ready' }, 'offline'],
  [{ save: 'offline', waiting: 1, phase: 'ready' }, 'offline, 1 change waiting'],
  [{ save: 'offline', waiting: 12, phase: 'ready' }, 'offline, 12 changes waiting'],
  [{ save: 'saved', waiting: 0, phase: 'loading' }, 'loading'],
] as const)('%o says “%s”', (status, label) => {
  expect(saveWords(status).label).toBe(label);
});
