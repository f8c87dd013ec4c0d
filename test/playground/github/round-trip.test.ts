// The whole way on the real sample, with the scripted agent: two red attempts, then green, ready and merged.

import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Visible } from '#playground/github/options.ts';
import { startGitHubStandIn } from '#playground/github/stand-in.ts';
import { appId, hubOf, privateKey, runGit, webhookSecret } from './support.ts';

const sample = new URL('../../../src/playground/sample/payments', import.meta.url).pathname;
const agent = new URL('../../../src/playground/agent/scripted-agent.mjs', import.meta.url).pathname;
const repo = { owner: 'acme', repo: 'payments' };

test('the flaky sample goes red, red, green, and is merged at the head that was seen', {
  timeout: 180_000,
}, async () => {
  const directory = await mkdtemp(join(tmpdir(), 'round-trip-'));
  const seedDir = join(directory, 'seed');
  await cp(sample, seedDir, { recursive: true });
  const github = await startGitHubStandIn({
    appId,
    privateKeyPem: privateKey,
    webhookSecret,
    dataDir: join(directory, 'data'),
    repositories: [{ owner: 'acme', name: 'payments', seedDir, requiredChecks: ['test', 'lint'] }],
    people: [{ login: 'ana', permission: 'admin' }],
  });
  await using hub = hubOf(github, directory);
  const seen: Visible[] = [];
  github.onVisible((visible) => seen.push(visible));
  const remote = async () =>
    `http://x-access-token:${await hub.token()}@${github.url.slice(7)}/acme/payments.git`;
  const clone = join(directory, 'clone');
  await runGit(directory, 'clone', '--quiet', await remote(), clone);
  await runGit(clone, 'checkout', '--quiet', '-b', 'greenlight/t-1');

  const verdicts: string[] = [];
  let failures: unknown[] = [];
  let number = 0;
  let sha = '';
  for (let attempt = 1; attempt <= 3; attempt += 1) {
    await runAgent(clone, directory, { attempt, failures });
    await runGit(clone, 'commit', '--quiet', '--all', '--message', `Attempt ${attempt}`);
    await runGit(clone, 'push', '--quiet', await remote(), 'HEAD');
    sha = await runGit(clone, 'rev-parse', 'HEAD');
    if (number === 0) {
      const { data } = await hub.octokit.rest.pulls.create({
        ...repo,
        title: 'Mend the flaky tests',
        head: 'greenlight/t-1',
        base: 'main',
        draft: true,
      });
      number = data.number;
    }
    await github.settled();
    const { data } = await hub.octokit.rest.checks.listForRef({ ...repo, ref: sha });
    const test = data.check_runs.find((run) => run.name === 'test');
    expect(data.check_runs.find((run) => run.name === 'lint')?.conclusion).toBe('success');
    verdicts.push(test?.conclusion ?? 'none');
    const notes = await hub.octokit.rest.checks.listAnnotations({ ...repo, check_run_id: test?.id ?? 0 });
    failures = notes.data.map((note) => ({
      kind: 'test',
      testId: note.message ?? '',
      message: note.message,
    }));
  }
  expect(verdicts).toEqual(['failure', 'failure', 'success']);

  const { data: pull } = await hub.octokit.rest.pulls.get({ ...repo, pull_number: number });
  await hub.octokit.graphql(
    'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { clientMutationId } }',
    { id: pull.node_id },
  );
  const merged = await hub.octokit.rest.pulls.merge({ ...repo, pull_number: number, sha });
  expect(merged.data.merged).toBe(true);
  expect(seen.map((one) => one.kind).filter((kind) => kind.startsWith('pull_'))).toEqual([
    'pull_opened',
    'pull_updated',
    'pull_updated',
    'pull_ready',
    'pull_merged',
  ]);
});

async function runAgent(
  clone: string,
  directory: string,
  input: { attempt: number; failures: unknown[] },
): Promise<void> {
  const inputDir = join(directory, `input-${input.attempt}`);
  await mkdir(inputDir);
  const at = (name: string): string => join(inputDir, name);
  await writeFile(at('prompt.md'), '# Task\n\n```text the request\nfix flaky tests in payments\n```\n');
  await writeFile(
    at('signals.json'),
    JSON.stringify({ attempt: input.attempt, failures: input.failures, hint: null }),
  );
  const env = {
    PATH: process.env.PATH ?? '',
    GREENLIGHT_INPUT_DIR: inputDir,
    GREENLIGHT_PROMPT_FILE: at('prompt.md'),
    GREENLIGHT_SIGNALS_FILE: at('signals.json'),
    GREENLIGHT_RESULT_FILE: at('result.json'),
    GREENLIGHT_ATTEMPT: String(input.attempt),
  };
  await promisify(execFile)(process.execPath, [agent], { cwd: clone, env });
  expect(JSON.parse(await readFile(at('result.json'), 'utf8')).summary.length).toBeGreaterThan(20);
}
