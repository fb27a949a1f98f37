import { expect, test, vi } from 'vitest';
import { placesIn } from './diagnostics.ts';

const gcc = String.raw`^(?:/work/)?(?<file>[^:\n]+):(?<line>\d+):(?<column>\d+): (?:fatal )?(?<severity>error|warning): (?<message>.*)$`;
const python = String.raw`^\s*File "(?:/work/)?(?<file>[^"]+)", line (?<line>\d+)`;
const source = { entry: 'main.c', files: [{ path: 'main.c' }, { path: 'lib/util.c' }] };

test('a compiler’s line names file, line, column, kind and reason', () => {
  const output = 'In file included:\n/work/lib/util.c:3:7: warning: unused\nmain.c:12:1: error: expected ;\n';
  const places = placesIn(output, [{ pattern: gcc }], source);
  expect(places).toMatchObject([
    { path: 'lib/util.c', line: 3, column: 7, severity: 'warning', message: 'unused' },
    { path: 'main.c', line: 12, column: 1, severity: 'error', message: 'expected ;' },
  ]);
  expect(places.map(({ from, to }) => output.slice(from, to))).toEqual([
    '/work/lib/util.c:3:7: warning: unused',
    'main.c:12:1: error: expected ;',
  ]);
});

test('an indented trace is a link without its indent', () => {
  const output = 'Traceback:\n  File "/work/main.py", line 2, in <module>\n    boom\n';
  const [place] = placesIn(output, [{ pattern: python }], { entry: 'main.py', files: [{ path: 'main.py' }] });
  expect(place).toMatchObject({ path: 'main.py', line: 2, column: null, severity: 'error' });
  expect(output.slice(place?.from, place?.to)).toBe('File "/work/main.py", line 2');
});

test('without a file the entry is meant', () => {
  const pattern = String.raw`^line (?<line>\d+): (?<message>.*)$`;
  expect(placesIn('line 4: no', [{ pattern }], source)).toMatchObject([
    { path: 'main.c', line: 4, message: 'no' },
  ]);
});

test.each([
  ['files of the machine', '/usr/include/stdio.h:3:1: error: no'],
  ['line 0', 'main.c:0:1: error: no'],
])('%s are not places in the source', (_, output) => {
  expect(placesIn(output, [{ pattern: gcc }], source)).toEqual([]);
});

test('of two patterns for a line the first counts', () => {
  const patterns = [{ pattern: gcc }, { pattern: String.raw`^(?<file>[^:]+):(?<line>\d+).*$` }];
  expect(placesIn('main.c:1:2: error: x', patterns, source)).toHaveLength(1);
});

test('a pattern that cannot be read makes nothing clickable, and the others still do', () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  expect(placesIn('main.c:1:2: error: x', [{ pattern: '(' }, { pattern: gcc }], source)).toHaveLength(1);
  expect(warn).toHaveBeenCalledOnce();
});
