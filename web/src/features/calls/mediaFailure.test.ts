import { expect, test } from 'vitest';
import {
  browserOf,
  concernedBy,
  failureOf,
  failureWords,
  howToAllow,
  type MediaFailure,
} from './mediaFailure.ts';

const windows = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) ';

test('the way back from “no” is told in the words of the browser at hand', () => {
  expect(browserOf(`${windows}AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36`)).toBe(
    'chrome',
  );
  expect(browserOf(`${windows}AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0`)).toBe('edge');
  expect(browserOf(`${windows}rv:140.0) Gecko/20100101 Firefox/140.0`)).toBe('firefox');
  expect(browserOf('Mozilla/5.0 (Macintosh) AppleWebKit/605.1.15 Version/18.0 Safari/605.1.15')).toBe(
    'safari',
  );
  expect(browserOf('Mozilla/5.0 (iPhone; CPU) AppleWebKit/605.1.15 CriOS/140 Safari/604.1')).toBe('ios');
  expect(browserOf('Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36')).toBe('android');
  const words = (['chrome', 'edge', 'firefox', 'safari', 'ios', 'android'] as const).map((browser) =>
    howToAllow(browser, 'camera'),
  );
  expect(new Set(words).size).toBe(words.length);
});

test('every failure has a title and a next step', () => {
  for (const failure of [
    'denied',
    'dismissed',
    'system',
    'absent',
    'busy',
    'insecure',
    'unsupported',
  ] as const) {
    const { title, next } = failureWords(failure, 'camera', 'firefox');
    expect(title).not.toBe('');
    expect(next).toMatch(/\.$/);
  }
});

test('errors of the browser are told apart', async () => {
  const named = (name: string, message = '') => Object.assign(new Error(message), { name });
  expect(await failureOf(named('NotFoundError'), 'camera')).toBe('absent');
  expect(await failureOf(named('OverconstrainedError'), 'camera')).toBe('absent');
  expect(await failureOf(named('NotReadableError'), 'camera')).toBe('busy');
  expect(await failureOf(named('NotAllowedError', 'Permission denied by system'), 'camera')).toBe('system');
  expect(await failureOf(named('NotAllowedError', 'Permission denied'), 'camera')).toBe('denied');
});

test('the same trouble of both devices is one', () => {
  const of = (microphone: MediaFailure | null, camera: MediaFailure | null) =>
    concernedBy({ microphone: { failure: microphone }, camera: { failure: camera } }).map(({ kind }) => kind);
  expect(of('denied', 'denied')).toEqual(['both']);
  expect(of('denied', 'absent')).toEqual(['microphone', 'camera']);
  expect(of(null, 'busy')).toEqual(['camera']);
  expect(of(null, null)).toEqual([]);
});
