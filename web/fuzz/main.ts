import { format, parseArgs } from 'node:util';
import { startApp } from '../../tests/node/app.mjs';
import { keep, type Findings } from './findings.ts';
import { Session } from './session.ts';
import { Trace } from './Trace.ts';
import { SessionFailure } from './waiting.ts';

const help = `node web/fuzz/fuzz.mjs [--seeds 40] [--from 1] [--parallel 8] [--soak] [--verbose]

Runs seeds FROM … FROM+SEEDS-1, each a room of four pages on a bad network, against the server at CODEMEET_URL
or, without one, a build of this repository. --soak: 300 seeds. --verbose: what the pages log. All that is known
of a failed seed is kept under artifacts/fuzz/SEED.`;

/** Returns the exit code. */
export async function main(args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      seeds: { type: 'string' },
      from: { type: 'string', default: '1' },
      parallel: { type: 'string', default: '8' },
      soak: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(help);
    return 0;
  }
  const print = console.log.bind(console);
  const said = new Trace();
  if (!values.verbose)
    for (const level of ['debug', 'info', 'warn', 'error'] as const)
      console[level] = (...what: unknown[]) => said.add(format(...what));

  const count = Number(values.seeds ?? (values.soak ? 300 : 40));
  const seeds = Array.from({ length: count }, (_, index) => Number(values.from) + index);
  const server = await serverUnderTest();
  const startedAt = performance.now();
  const failures: string[] = [];
  const sum = { passed: 0, failed: 0, entries: 0, edits: 0 };
  const next = async (): Promise<void> => {
    for (let seed = seeds.shift(); seed !== undefined; seed = seeds.shift()) {
      try {
        const { entries, edits } = await new Session(server.url, seed).run();
        sum.passed++;
        sum.entries += entries;
        sum.edits += edits;
      } catch (error) {
        sum.failed++;
        const findings: Findings = {
          'report.txt': String((error as Error).stack), // Of a failure of the fuzz itself.
          ...(error instanceof SessionFailure ? error.findings : null),
          'pages.log': said.toString(),
          'app.log': server.log().join('\n'),
        };
        const tail = server.log().slice(-20).join('\n');
        const place = keep(seed, findings);
        failures.push(
          `seed ${seed} failed, see ${place}:\n${findings['report.txt'] ?? ''}\nThe app:\n${tail}`,
        );
        print(failures.at(-1));
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Number(values.parallel) }, next));
  } finally {
    await server.stop();
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  // Once more at the end, where one looks.
  for (const failure of failures) print(failure);
  print(`${sum.edits} edits in ${sum.entries} entries, ${seconds} s`);
  print(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
}

/** The server under `CODEMEET_URL`, else one of its own. */
async function serverUnderTest(): Promise<
  Pick<Awaited<ReturnType<typeof startApp>>, 'url' | 'log' | 'stop'>
> {
  const given = process.env.CODEMEET_URL;
  if (given === undefined || given === '') return startApp({ 'RateLimits:SeatPerSecond': 100_000 });
  return { url: given.replace(/\/$/, ''), log: () => [], stop: () => Promise.resolve() };
}
