// Runs the timing-sensitive suites many times, because one green run of them proves little. Fails if any run fails.
//   node scripts/repeat.mjs [--runs N] [files…]
import { spawn } from 'node:child_process';
import { relative } from 'node:path';
import { parseArgs } from 'node:util';

const { values, positionals } = parseArgs({
  options: { runs: { type: 'string' }, parallel: { type: 'string', default: '3' } },
  allowPositionals: true,
});
// As often as it takes for a race to show: here settlements lose theirs in one run of eight, holds in one of four.
const usualRuns = { 'test/settlement.test.js': 40, 'test/holds.test.js': 20 };
const suites = positionals.length > 0 ? positionals : Object.keys(usualRuns);
const runsOf = (suite) => Number(values.runs ?? usualRuns[suite] ?? 20);

async function runOnce(suite) {
  const reporters = ['--test-reporter=spec', '--test-reporter-destination=stdout'];
  const failures = ['--test-reporter=./scripts/failures-reporter.mjs', '--test-reporter-destination=stderr'];
  const child = spawn(process.execPath, [...reporters, ...failures, suite], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let failed = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (failed += chunk));
  const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
  const failedTests = failed.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
  return { code, output, failedTests, failed };
}

async function repeat(suite) {
  const results = [];
  const runs = runsOf(suite);
  let next = 0;
  const worker = async () => {
    while (next < runs) {
      const number = next++;
      results[number] = await runOnce(suite);
    }
  };
  await Promise.all(Array.from({ length: Number(values.parallel) }, worker));
  return results;
}

function report(suite, results) {
  const red = results.flatMap((result, index) => (result.code === 0 ? [] : [{ ...result, run: index + 1 }]));
  if (red.length === 0) {
    console.log(`✔ ${suite}: ${results.length} runs, all passed`);
    return 0;
  }
  console.log(`✖ ${suite}: ${red.length} of ${results.length} runs failed (runs ${red.map(({ run }) => run).join(', ')})`);
  console.log(`::group::Output of run ${red[0].run}`);
  console.log(red[0].output.trimEnd() || red[0].failed.trimEnd());
  console.log('::endgroup::');
  const byName = Map.groupBy(red.flatMap(({ failedTests }) => failedTests), ({ name }) => name);
  for (const [name, failures] of byName) annotate(name, failures, results.length);
  return red.length;
}

function annotate(name, failures, total) {
  const [{ file, line, message }] = failures;
  const text = `${name}: failed in ${failures.length} of ${total} runs: ${message}`;
  console.log(`::error file=${relative(process.cwd(), file)},line=${line},title=Flaky test::${text.replaceAll('%', '%25')}`);
}

let redRuns = 0;
for (const suite of suites) redRuns += report(suite, await repeat(suite));
process.exitCode = redRuns === 0 ? 0 : 1;
