// The GitHub adapter keeps the Forge contract against the local GitHub, and asks of it only what GitHub describes.

import { afterAll, describe, expect, test } from 'vitest';
import { githubForge } from '#adapters/github/github-forge.ts';
import { defaultPermissions } from '#playground/github/options.ts';
import { silentLog } from '#ports/log.ts';
import { forgeContract } from '#test/contracts/forge.ts';
import { expectGenerated } from '#test/core/support/generated.ts';
import { describeWith } from '#test/support/parts.ts';
import { apiCalls, apiPage, callsInSource, nameOf } from './api-calls.ts';
import { githubDescription } from './openapi.ts';
import { APP_ID, githubWorld, PRIVATE_KEY, REPO, realClock } from './stand-in.ts';
import { recordWire, type Sent } from './wire.ts';

const STATES: Readonly<Record<string, string>> = { success: 'passed', failure: 'failed' };

/** Calls as they must not be: each is wrong in its own way. */
const STRANGE: readonly Sent[] = [
  { method: 'GET', path: '/repos/a/b/branch/main', body: '' },
  { method: 'GET', path: '/repos/a/b/pulls?state=opened&perPage=3', body: '' },
  { method: 'GET', path: '/repos/a/b/pulls/seven', body: '' },
  { method: 'GET', path: '/user/repos', body: '' },
  { method: 'POST', path: '/repos/a/b/pulls', body: '{"head":7,"tittle":"x"}' },
].map((call) => ({ ...call, path: `/api/v3${call.path}`, status: 200, headers: '' }));

describeWith('git', 'the GitHub forge', () => {
  const wire = recordWire();
  afterAll(() => wire.stop());

  forgeContract(async () => {
    const world = await githubWorld({ permissions: { ...defaultPermissions, checks: 'write' } });
    const { repositories } = world.github.world;
    return {
      ...world,
      repo: REPO,
      comments: (number) =>
        [...repositories.values()]
          .flatMap(({ pulls }) => pulls.get(number)?.comments ?? [])
          .map(({ body }) => body),
      review: async (number, words, { path, line, text }) => {
        const on = { repository: 'acme/payments', number, by: 'ana' };
        await world.github.people.requestChanges({ ...on, body: words });
        // What a bot says starts nothing.
        world.github.world.repositories.forEach(({ pulls }) => {
          const pull = pulls.get(number);
          pull?.reviews.push({
            ...pull.reviews[0],
            author: pull.author,
            body: 'A word of the App itself',
          } as (typeof pull.reviews)[number]);
        });
        world.github.people.commentOnLine({ ...on, path, line, body: text });
      },
      ownChecks: (commit) =>
        [...repositories.values()]
          .flatMap(({ checkRuns }) => [...checkRuns.values()])
          .filter(({ name, headSha }) => name === 'greenlight/approval' && headSha === commit)
          .map(({ conclusion, output }) => [STATES[conclusion ?? ''] ?? 'pending', output.title ?? '']),
      ciSettled: async () => await world.github.settled(),
    };
  });

  describe('asks GitHub', () => {
    test('as an installation that is given, too, and for runs to run again', async () => {
      const world = await githubWorld();
      const { apiUrl, url: webUrl, installationId } = world.github;
      const options = {
        appId: APP_ID,
        privateKey: PRIVATE_KEY,
        apiUrl,
        webUrl,
        clock: realClock,
        log: silentLog,
      };
      const forge = githubForge({ ...options, installationId });
      expect((await forge.repository(REPO)).defaultBranch).toBe('main');
      const head = await world.push('release', { broken: 'the ledger is wrong\n' });
      await world.github.settled();
      const [run] = await forge.baseRuns(REPO, { sha: head, branch: 'release' }, [
        { name: 'test', workflow: null },
      ]);
      const runIds = [run?.check.runId ?? 0];
      await forge.rerunFailed(REPO, runIds);
      await world.github.settled();
      await forge.rerunAll(REPO, runIds);
      await world.github.settled();
      await world.close();
    });

    test('how a branch is protected, where a server tells it nowhere else', async () => {
      const world = await githubWorld({ required: ['test'] });
      const { repositories } = world.github.world;
      for (const { protection } of repositories) protection.source = 'classic';
      const head = await world.push('release', { a: '1' });
      // A server of before branches told about their protection.
      const branch = { status: 200, body: { name: 'main', protected: true, commit: { sha: head } } };
      world.github.faults.http('GET /repos/:o/:r/branches/main', branch, 1);
      const input = { sha: head, branch: 'release', pullRequest: null, baseBranch: 'main', pushedAtMs: 0 };
      expect((await world.forge.readCi(REPO, input, [])).unreadRules).toEqual(['branch_protection']);
      await world.close();
    });

    test('only what it describes, in the way it describes it', () => {
      const description = githubDescription();
      const calls = apiCalls(description, wire.sent);
      expect(calls.wrong).toEqual([]);
      const made = calls.rows.map(({ operation }) => nameOf(operation));
      const untried = callsInSource().filter((call) => !made.includes(call));
      expect(untried, 'named in src/adapters/github, but no test above makes the call').toEqual([]);
      expectGenerated('github-api.md', apiPage(calls));
      expect(apiCalls(description, STRANGE).wrong).toMatchInlineSnapshot(`
        [
          "GET /repos/a/b/branch/main: is no operation of GitHub",
          "GET /repos/{owner}/{repo}/pulls/{pull_number}: pull_number must be integer",
          "GET /repos/{owner}/{repo}/pulls: perPage is no parameter",
          "GET /repos/{owner}/{repo}/pulls: state must be equal to one of the allowed values",
          "GET /user/repos: is not for GitHub Apps",
          "POST /repos/{owner}/{repo}/pulls: body must have required property 'base'",
          "POST /repos/{owner}/{repo}/pulls: body/head must be string",
          "POST /repos/{owner}/{repo}/pulls: tittle is no field of the body",
        ]
      `);
    });
  });
});
