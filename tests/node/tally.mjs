// Adds up what the test runners said and prints the line that ./dev test ends with: N passed, N failed, and how many were skipped where some were.
// Usage: tally.mjs RESULTS-FOLDER RUNNERS-FAILED. A runner that failed without naming a failed test counts as one failure.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const [folder, runnersFailed] = process.argv.slice(2);
let passed = 0;
let failed = 0;
let skipped = 0;

const vitest = join(folder, 'vitest.json');
if (existsSync(vitest)) {
  const report = JSON.parse(readFileSync(vitest, 'utf8'));
  passed += report.numPassedTests;
  failed += report.numFailedTests + report.testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0).length;
}

const fuzz = join(folder, 'fuzz.log');
if (existsSync(fuzz)) {
  const last = readFileSync(fuzz, 'utf8').match(/(\d+) passed, (\d+) failed\s*$/);
  passed += last ? Number(last[1]) : 0;
  failed += last ? Number(last[2]) : 1;
}

const trx = join(folder, 'dotnet.trx');
if (existsSync(trx)) {
  const report = readFileSync(trx, 'utf8');
  const counters = report.match(/<Counters [^>]*>/)?.[0] ?? '';
  const count = (name) => Number(counters.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? 0);
  passed += count('passed');
  failed += count('failed') + count('error') + count('timeout') + count('aborted');
  // The counters of a trx file leave them out.
  skipped += report.match(/<UnitTestResult [^>]*outcome="NotExecuted"/g)?.length ?? 0;
}

if (runnersFailed !== '0' && failed === 0) {
  failed = 1;
}

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
