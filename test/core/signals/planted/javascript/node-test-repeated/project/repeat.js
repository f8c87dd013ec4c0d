// What a repository has to show its flaky tests: each suite many times, the first failed run in full, one annotation a test.
import { spawnSync } from 'node:child_process';
import { relative } from 'node:path';

const RUNS = 12;
let isRed = false;
for (const suite of ['test/settlement.test.js', 'test/holds.test.js']) {
  const runs = Array.from({ length: RUNS }, (_, run) => {
    const reporters = ['spec', './failures.js'].flatMap((name, at) => [
      `--test-reporter=${name}`,
      `--test-reporter-destination=std${at === 0 ? 'out' : 'err'}`,
    ]);
    const env = { ...process.env, RUN: String(run + 1) };
    return spawnSync(process.execPath, ['--test', ...reporters, suite], { env, encoding: 'utf8' });
  });
  const red = runs.flatMap((run, at) => (run.status === 0 ? [] : [{ ...run, no: at + 1 }]));
  if (red.length === 0) continue;
  isRed = true;
  console.log(`✖ ${suite}: ${red.length} of ${RUNS} runs failed (runs ${red.map(({ no }) => no).join(', ')})`);
  console.log(`::group::Output of run ${red[0].no}`);
  console.log(red[0].stdout.trimEnd());
  console.log('::endgroup::');
  const failed = red.flatMap(({ stderr }) => stderr.trim().split('\n').map((line) => JSON.parse(line)));
  for (const [name, all] of Map.groupBy(failed, (each) => each.name)) {
    const place = `file=${relative(process.cwd(), all[0].file)},line=${all[0].line}`;
    console.log(`::error ${place},title=Flaky test::${name}: failed in ${all.length} of ${RUNS} runs: ${all[0].message}`);
  }
}
process.exitCode = isRed ? 1 : 0;
