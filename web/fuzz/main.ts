import { parseArgs } from 'node:util';
import { startServer } from './server.ts';
import { Session, SessionFailure } from './session.ts';

const help = `node web/fuzz/fuzz.mjs [--seeds 40] [--from 1] [--parallel 8] [--soak] [--verbose]

Runs seeds FROM … FROM+SEEDS-1, each a room of four pages on a bad network, against the server at CODEMEET_URL
or, without one, a build of this repository. --soak: 300 seeds. --verbose: what the pages log.`;

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
  if (!values.verbose)
    for (const level of ['debug', 'info', 'warn'] as const) console[level] = () => undefined;

  const count = Number(values.seeds ?? (values.soak ? 300 : 40));
  const seeds = Array.from({ length: count }, (_, index) => Number(values.from) + index);
  const server = await startServer();
  const startedAt = performance.now();
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
        print(
          `seed ${seed} failed: ${error instanceof SessionFailure ? error.message : String((error as Error).stack)}`,
        );
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: Number(values.parallel) }, next));
  } finally {
    await server.stop();
  }
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  print(`${sum.edits} edits in ${sum.entries} entries, ${seconds} s`);
  print(`${sum.passed} passed, ${sum.failed} failed`);
  return sum.failed === 0 ? 0 : 1;
}
