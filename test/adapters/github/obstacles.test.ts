// What keeps CI from starting, on the local GitHub: each obstacle is really put in the way, and found.
import { afterEach, expect, test } from 'vitest';
import { judgeCi } from '#core/ci/verdict.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { defaultPermissions } from '#playground/github/options.ts';
import { describeWith } from '#test/support/parts.ts';
import { type GitHubWorld, githubWorld, REPO } from './stand-in.ts';

const BRANCH = 'greenlight/t-abcdefgh';
const worlds: GitHubWorld[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.close();
});

async function start(options: Parameters<typeof githubWorld>[0] = {}): Promise<GitHubWorld> {
  const world = await githubWorld(options);
  worlds.push(world);
  for (const { protection } of world.github.world.repositories) protection.refusesPushes = false;
  return world;
}

/** The verdict once nothing more can come. */
async function said({ forge, github }: GitHubWorld): Promise<string> {
  const sha = await forge.branchHead(REPO, BRANCH);
  if (sha === undefined) throw new Error('it was pushed');
  const pull = { repo: REPO, head: BRANCH, base: 'main', title: 'Fix', body: '' };
  const { number } = await forge.ensurePullRequest(pull);
  await github.settled();
  const head = { sha, branch: BRANCH, pullRequest: number, baseBranch: 'main', pushedAtMs: 0 };
  // GitHub computes whether the branches can be merged when it is first asked.
  await forge.readCi(REPO, head, []);
  const snapshot = await forge.readCi(REPO, head, []);
  const obstacles = await forge.ciObstacles(REPO, head);
  const { ci } = DEFAULT_POLICY;
  const { verdict, because } = judgeCi({ ...snapshot, obstacles }, ci.noChecksAfterMs, ci);
  return `${verdict}: ${because}`;
}

describeWith('git', 'nothing starts', () => {
  test('on a workflow that is switched off', async () => {
    const world = await start();
    await world.forge.ciObstacles(REPO, {
      sha: await main(world),
      branch: 'main',
      pullRequest: null,
      baseBranch: 'main',
      pushedAtMs: 0,
    });
    const [repository] = world.github.world.repositories;
    for (const workflow of repository?.workflows.values() ?? []) workflow.state = 'disabled_manually';
    await world.push(BRANCH, { a: '1' });
    expect(await said(world)).toBe('no_checks: no check ever started: ci.yml is disabled on GitHub');
  });

  test('on a commit that asks for it', async () => {
    const world = await start();
    const push = { repository: 'acme/payments', branch: BRANCH, by: 'ana', files: { a: '1' } };
    await world.github.people.push({ ...push, message: 'Fix [skip ci]' });
    expect(await said(world)).toBe(
      'no_checks: no check ever started: the commit message says [skip ci], so no workflow runs',
    );
  });

  test('behind a path filter, which leaves a required check pending for ever', async () => {
    const world = await start({ required: ['test'] });
    const filtered =
      "on: {pull_request: {paths: ['web/**']}}\njobs: {test: {runs-on: x, steps: [{run: 'true'}]}}\n";
    await world.push('main', { '.github/workflows/ci.yml': filtered });
    await world.push(BRANCH, { a: '1' });
    expect(await said(world)).toBe(
      'action_required: required test will not report: ci.yml runs only for changes in web/**, and this commit has none',
    );
  });

  test('on a branch that conflicts with its base', async () => {
    const world = await start();
    await world.push(BRANCH, { 'README.md': 'ours\n' });
    await world.push('main', { 'README.md': 'theirs\n' });
    expect(await said(world)).toBe(
      'action_required: the branch conflicts with its base, so pull-request checks do not run',
    );
  });

  test('with Actions switched off, which only an administrator is told', async () => {
    const permissions = { ...defaultPermissions, administration: 'read' as const };
    for (const [world, words] of [
      [
        await start({ permissions }),
        'no_checks: no check ever started: GitHub Actions is off for this repository',
      ],
      [await start(), 'no_checks: no check ever started for this commit'],
    ] as const) {
      world.github.faults.noCi = true;
      await world.push(BRANCH, { a: '1' });
      expect(await said(world)).toBe(words);
    }
  });
});

async function main({ forge }: GitHubWorld) {
  const sha = await forge.branchHead(REPO, 'main');
  if (sha === undefined) throw new Error('it is there from the start');
  return sha;
}
