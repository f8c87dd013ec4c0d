// Why nothing came: each cause in its words, and the order in which they are believed.
import { describe, expect, test } from 'vitest';
import type { CiSnapshot } from '#core/ci/report.ts';
import type { CiObstacles, WorkflowFact } from '#core/ci/surroundings.ts';
import { judgeCi } from '#core/ci/verdict.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { job, PUSHED_AT_MS, run, snapshot } from './facts.ts';

const ANY = { paths: null, pathsIgnore: null, branches: null };
const ONLY_WEB = { ...ANY, paths: ['web/**'] };
const workflow = (file: string, words: Partial<WorkflowFact> = {}): WorkflowFact => ({
  path: `.github/workflows/${file}`,
  state: 'active',
  jobs: ['test'],
  onPullRequest: ANY,
  onPush: null,
  ...words,
});
const obstacles = (words: Partial<CiObstacles> = {}): CiObstacles => ({
  commitMessage: 'Fix the ledger',
  baseBranch: 'main',
  branch: 'greenlight/t-1',
  workflows: [workflow('ci.yml')],
  changedPaths: ['src/ledger.ts'],
  actionsEnabled: null,
  ...words,
});
const FILTERED = [workflow('web.yml', { onPullRequest: ONLY_WEB })];
const SKIP = 'Fix it\n\n[Skip CI]';

const judge = (
  words: Partial<CiSnapshot>,
  checks = [] as CiSnapshot['checks'],
  ageMs = DEFAULT_POLICY.ci.noChecksAfterMs,
) => {
  const { verdict, because } = judgeCi(snapshot(checks, words), PUSHED_AT_MS + ageMs, DEFAULT_POLICY.ci);
  return `${verdict}: ${because}`;
};
const required = (name: string): Pick<CiSnapshot, 'required'> => ({
  required: [{ name, appId: null, from: 'ruleset' }],
});

describe('where nothing ran at all', () => {
  test.each<[string, Partial<CiObstacles>, Partial<CiSnapshot>, string]>([
    [
      'the commit asks for it',
      { commitMessage: SKIP },
      {},
      'no_checks: no check ever started: the commit message says [skip ci], so no workflow runs',
    ],
    [
      'the path filter',
      { workflows: FILTERED },
      {},
      'no_checks: no check ever started: web.yml runs only for changes in web/**, and this commit has none',
    ],
    [
      'ignored paths',
      { workflows: [workflow('ci.yml', { onPullRequest: { ...ANY, pathsIgnore: ['src/**'] } })] },
      {},
      'no_checks: no check ever started: ci.yml ignores all the files that this commit changes',
    ],
    [
      'the branch filter',
      { workflows: [workflow('ci.yml', { onPullRequest: { ...ANY, branches: ['release/*'] } })] },
      {},
      'no_checks: no check ever started: ci.yml does not run for the branch main',
    ],
    [
      'a conflict',
      {},
      { mergeState: 'conflict' },
      'action_required: the branch conflicts with its base, so pull-request checks do not run',
    ],
    [
      'a workflow that is switched off',
      { workflows: [workflow('ci.yml', { state: 'disabled_manually' })] },
      {},
      'no_checks: no check ever started: ci.yml is disabled on GitHub',
    ],
    [
      'Actions switched off',
      { actionsEnabled: false },
      {},
      'no_checks: no check ever started: GitHub Actions is off for this repository',
    ],
    [
      'no workflow at all',
      { workflows: [] },
      {},
      'no_checks: no check ever started: the repository has no workflow that GitHub Actions could run',
    ],
    [
      'no trigger',
      { workflows: [workflow('nightly.yml', { onPullRequest: null })] },
      {},
      'no_checks: no check ever started: nightly.yml runs on neither pushes nor pull requests',
    ],
    ['no cause in sight', {}, {}, 'no_checks: no check ever started for this commit'],
    [
      'paths that could not be told',
      { workflows: FILTERED, changedPaths: null },
      {},
      'no_checks: no check ever started for this commit',
    ],
    [
      'only one of two is filtered',
      { workflows: [...FILTERED, workflow('ci.yml')] },
      {},
      'no_checks: no check ever started for this commit',
    ],
  ])('names %s', (_, words, more, said) => {
    expect(judge({ obstacles: obstacles(words), ...more })).toBe(said);
  });

  test('believes the surest cause first', () => {
    const all = { commitMessage: SKIP, workflows: FILTERED, actionsEnabled: false };
    const said = (words: Partial<CiObstacles>) =>
      judge({ obstacles: obstacles({ ...all, ...words }), mergeState: 'conflict' });
    expect(said({})).toContain('[skip ci]');
    expect(said({ commitMessage: 'Fix' })).toContain('web.yml runs only for');
    expect(
      said({ commitMessage: 'Fix', workflows: [workflow('ci.yml', { state: 'disabled_manually' })] }),
    ).toContain('conflicts');
  });
});

describe('a required check that waits for ever', () => {
  const filtered = {
    obstacles: obstacles({
      workflows: [workflow('ci.yml'), workflow('e2e.yml', { jobs: ['e2e'], onPullRequest: ONLY_WEB })],
    }),
  };
  const others = [run('success'), job('test', 'success')];

  test('is named with the path filter that keeps it from running', () => {
    const said =
      'required e2e will not report: e2e.yml runs only for changes in web/**, and this commit has none';
    expect(judge({ ...required('e2e'), ...filtered }, others)).toBe(`action_required: ${said}`);
    expect(judge({ ...required('e2e (chrome)'), ...filtered }, others)).toContain(
      'action_required: required e2e (chrome)',
    );
  });

  test('is not blamed on a workflow that has no such job', () => {
    expect(judge({ ...required('sonar'), ...filtered }, others)).toBe(
      'pending: required sonar has not reported yet',
    );
  });

  test('is not explained before it is late', () => {
    expect(judge({ ...required('e2e'), ...filtered }, others, 60_000)).toBe(
      'pending: required e2e has not reported yet',
    );
  });

  test('needs a person when the commit itself says that nothing shall run', () => {
    expect(judge({ ...required('test'), obstacles: obstacles({ commitMessage: SKIP }) })).toBe(
      'action_required: required test will not report: the commit message says [skip ci], so no workflow runs',
    );
  });
});
