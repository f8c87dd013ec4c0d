// The fake keeps the contract that the real adapter keeps, and fails when it is told to.
import { describe, expect, test } from 'vitest';
import type { Sha } from '#core/ids.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { type ForgeWorld, forgeContract, problemOf } from '#test/contracts/forge.ts';
import { job, run } from '#test/core/ci/facts.ts';
import { FakeForge } from './fake-forge.ts';

const repo = { owner: 'acme', name: 'payments' };

async function start(): Promise<ForgeWorld> {
  const forge = new FakeForge();
  forge.addRepository(repo, { files: { 'README.md': '# Payments\n' } });
  return {
    forge,
    repo,
    push: async (branch, files) => {
      const head = forge.push(repo, branch, files);
      if (files.broken !== undefined) reportRed(forge, head, files.broken);
      return head;
    },
    comments: (number) => (forge.comments.get(number) ?? []).map(({ body }) => body),
    review: async (number, words, { path, line, text }) => {
      const said = { by: 'ana', atMs: 1 };
      forge.remarks.set(number, [
        { ...said, text: words },
        { ...said, text, path, line },
      ]);
    },
    ownChecks: (commit) =>
      (forge.ownChecks.get(commit) ?? []).map(({ state, title }) => [state, title] as const),
    ciSettled: async () => {},
    close: async () => {},
  };
}

function reportRed(forge: FakeForge, head: Sha, text: string): void {
  forge.setChecks(head, [run('failure'), job('test', 'failure', { jobId: 10, failedStep: 'Tests' })]);
  forge.setReports(run('failure').runId ?? 0, { 'reports/report.xml': text });
  forge.setAnnotations(10, [{ file: 'src/ledger.ts', line: 7, level: 'failure', message: text.trim() }]);
  forge.setLog({ job: 'test', jobId: 10, url: '', text, truncated: false, failedStep: 'Tests' });
}

describe('the fake forge', () => {
  forgeContract(start);

  test('fails on request, before or after it acted', async () => {
    const forge = new FakeForge();
    const head = forge.addRepository(repo);
    forge.pushed(repo, 'work', head);
    const gone = new PortError(problem('forge_unavailable', 'down'), { retryable: true });
    const input = { repo, head: 'work', base: 'main', title: '', body: '' };
    forge.failNext('ensurePullRequest', gone);
    expect(await problemOf(forge.ensurePullRequest(input))).toBe('forge_unavailable');
    expect(forge.pulls(repo)).toHaveLength(0);
    forge.failNext('ensurePullRequest', gone, { afterwards: true });
    expect(await problemOf(forge.ensurePullRequest(input))).toBe('forge_unavailable');
    expect(forge.pulls(repo)).toHaveLength(1);
    expect((await forge.ensurePullRequest(input)).number).toBe(1);
    expect(forge.calls.map(({ method }) => method)).toEqual(Array(3).fill('ensurePullRequest'));
  });
});
