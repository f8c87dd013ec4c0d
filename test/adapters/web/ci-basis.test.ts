// The lines that say what a verdict rests on.
import { expect, test } from 'vitest';
import { ciBasis } from '#adapters/web/ci-basis.ts';
import { taskPage } from '#adapters/web/task-page.ts';
import type { CiReport } from '#core/ci/report.ts';
import { commit, report } from '#test/core/support/samples.ts';
import { sampleTask } from './sample-task.ts';

const full: CiReport = {
  ...report(commit(1), 'green'),
  basis: {
    rests: 'required',
    required: [{ name: '<b>test</b>', from: ['ruleset', 'policy'] }],
    optionalFailed: ['docs'],
    optionalUnfinished: ['gpu'],
    unreadRules: ['branch_protection'],
    onlyOnBase: ['deploy'],
    conflicts: true,
  },
  deadline: { ms: 36 * 60_000, from: 'history', p95Ms: 12 * 60_000, samples: 40 },
  api: { calls: 26, free: 19 },
};

test('name who requires what, what stands beside it, how long CI may take and what asking cost', () => {
  const [first] = sampleTask().attempts;
  if (first === undefined) throw new Error('the sample has attempts');
  const page = taskPage(
    sampleTask({ attempts: [{ ...first, ci: { ...first.ci, ...full, checks: first.ci?.checks ?? [] } }] }),
    [],
  );
  expect(page).toContain(
    'Required: &lt;b&gt;test&lt;/b&gt; (a ruleset and Greenlight&#39;s policy). Did not pass, and is not required: docs. ' +
      'Has not finished, and is not required: gpu. ' +
      'Ran on the base branch and not here: deploy. The branch conflicts with its base, and cannot be merged as it is. More may be required: branch protection could not be read. ' +
      'CI may take 36 min: of 40 past runs, 95% took at most 12 min. ' +
      'Asked GitHub 26 times for this task so far, 19 of them free. 7 of 1500 count.',
  );
});

test('say that a task beyond its budget is polled less often', () => {
  const page = String(ciBasis({ ...report(commit(1), 'green'), api: { calls: 26, free: 19 } }, 5));
  expect(page).toContain('7 of 5 count, so CI is polled less often.');
});

test('are left out for a report that was stored before they were kept', () => {
  expect(ciBasis(report(commit(1), 'green'))).toBeNull();
});
