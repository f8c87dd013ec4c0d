// What the pages say, and that nothing untrusted becomes markup.

import { describe, expect, test } from 'vitest';
import { listPage } from '#adapters/web/list-page.ts';
import { taskPage } from '#adapters/web/task-page.ts';
import { NO_USAGE } from '#core/egress/model/usage.ts';
import { ana, commit } from '#test/core/support/samples.ts';
import { sampleHistory, sampleTask } from './sample-task.ts';

/** Text as a reader sees it, one space between words. */
const readable = (page: string): string =>
  page
    .replace(/<(style|script)>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll('&gt;', '>')
    .replace(/\s+/g, ' ');

const HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>\'';

describe('the task page', () => {
  test('tells every attempt with its verdict, failures, rules and links', () => {
    const text = readable(taskPage(sampleTask(), sampleHistory));
    for (const words of [
      'fix flaky tests in payments',
      '● Working attempt 3 of 3 is running',
      'Attempt 1 red 1 of 2 checks passed, test failed',
      'container started 2 times, not counted',
      'expires a hold exactly once test/holds.test.js:42 · node:test in test failed in 7 of 25 runs',
      '1 failure (0 new, 1 still there, 1 fixed)',
      '✘ failed required',
      '○ flagged secret test/holds.test.js looks like a token',
      'Stop rules: none stopped it',
      'What the agent says about it (not checked) I waited 50 ms longer',
      'agent.log 47 KiB',
      'Attempt 3 running',
      '$0.78 of $10.00 a round',
      'ci hinted working not awaited (changed nothing) the attempt is still running',
      'This page keeps itself up to date.',
    ]) {
      expect(text).toContain(words);
    }
  });

  test('says what a person has to do, and that nothing moves until then', () => {
    const state = {
      name: 'needs_human',
      reason: { code: 'human_pushed', detail: '', by: 'ana' },
      atMs: 1,
    } as const;
    const page = taskPage(sampleTask({ state }), []);
    expect(readable(page)).toContain('▲ Needs a human');
    expect(page).toContain('class="call" role="note"');
    expect(readable(page)).toContain('Nothing changes here until a person acts.');
  });

  test('says of a task that has ended that nobody has to act', () => {
    const merged = { name: 'merged', mergeSha: commit(9), by: 'ben', atMs: 1 } as const;
    const handedOver = { name: 'ready_for_review', headSha: commit(9), by: 'ben', atMs: 1 } as const;
    for (const state of [merged, handedOver]) {
      const text = readable(taskPage(sampleTask({ state }), []));
      expect(text).toContain('This task has ended; nobody has to act.');
      expect(text).not.toContain('until a person acts');
    }
    const aborted = { name: 'aborted', by: ana, atMs: 1 } as const;
    expect(readable(taskPage(sampleTask({ state: aborted }), []))).toContain('until a person acts');
  });

  test('says what Slack has not been told', () => {
    const reply = { key: 'k', reply: { kind: 'called_back' } } as const;
    const untold = { card: true, replies: [reply], sinceMs: 0, tries: 1 };
    expect(readable(taskPage(sampleTask({ untold }), []))).toContain(
      'Slack has not taken 1 reply since 1970-01-01 00:00 UTC ; Greenlight tries again.',
    );
    expect(readable(taskPage(sampleTask({ untold: { ...untold, replies: [] } }), []))).toContain(
      'Slack has not taken the newest state of the card since',
    );
  });

  test('links only to web pages', () => {
    const pullRequest = { number: 1, url: 'javascript:alert(1)', draft: false };
    expect(taskPage(sampleTask({ pullRequest }), [])).not.toContain('javascript:');
  });

  test('shows what weakens a test with its place and the lines themselves', () => {
    const task = sampleTask();
    const hunk = "-  it('settles')\n+  it.skip('settles')";
    const finding = { rule: 'test_skipped', level: 'ask', path: 'test/a.test.js', line: 7, hunk } as const;
    const attempts = task.attempts.map((attempt) => ({ ...attempt, findings: [finding] }));
    const page = taskPage({ ...task, attempts }, []);
    expect(page).toContain('<code>test/a.test.js:7</code>');
    expect(page).toContain('+  it.skip(&#39;settles&#39;)</pre>');
  });

  test('tells whose a failure is, what did not count, and what was proved', () => {
    const task = sampleTask();
    const baseline = { sha: commit(1), wanted: 10, passed: 1, failed: 3, asked: 4, endedAtMs: 1 };
    const proof = { sha: commit(2), wanted: 10, passed: 10, failed: 0, asked: 10, endedAtMs: 2 };
    const because = ['it fails on main at 0000001 as well'];
    const attempts = task.attempts.map((attempt) => {
      if (attempt.no === 3) return { ...attempt, proof };
      const perFailure = (attempt.failures ?? []).map(({ fingerprint: { fine } }) => ({
        fine,
        likely: attempt.no === 1 ? ('base' as const) : ('change' as const),
        because,
      }));
      const reruns = [{ kind: 'infra' as const, because: 'the runner died', atMs: 1, failures: [] }];
      return { ...attempt, reruns, triage: { likely: 'base' as const, because, perFailure } };
    });
    const text = readable(
      taskPage({ ...task, attempts, proof: { wanted: 10, because: 'asked', tests: [], baseline } }, []),
    );
    expect(text).toContain("in test not this change's: it fails on main at 0000001 as well failed in 7");
    expect(text).toContain('in test it fails on main at 0000001 as well failed in 7');
    expect(text).toContain('failed jobs ran again once, and no attempt was spent: the runner died.');
    expect(text.match(/Proof: 10 of 10 runs passed .* on main 3 of 4 failed\./g)).toHaveLength(1);
  });

  test('tells what an attempt was refused, and whose word its cost is', () => {
    const task = sampleTask();
    const denial = {
      host: 'evil.example.com',
      port: 443,
      rule: 'server_name',
      detail: 'x.test',
      count: 4,
    } as const;
    const usage = { ...NO_USAGE, requests: 12, costUsd: 0.42, estimated: true };
    const attempts = task.attempts.map((attempt) => ({
      ...attempt,
      usage,
      denials: { list: [denial], omitted: 2 },
      probeDenials: { list: [{ ...denial, host: 'db.example.com', count: 1 }], omitted: 0 },
    }));
    const text = readable(taskPage({ ...task, attempts }, []));
    expect(text).toContain('Blocked: 2 things, and 2 other requests');
    expect(text).toContain(
      'evil.example.com:443 server_name another server was asked for in the tunnel: x.test 4',
    );
    expect(text).toMatch(/db.example.com:443 server_name .* to the tests by themselves 1/);
    expect(text).toContain('metered, 12 requests, in part estimated');
  });

  test('escapes whatever people, agents and CI wrote', () => {
    const task = sampleTask();
    const [attempt] = task.attempts;
    const [failure] = attempt?.failures ?? [];
    if (attempt === undefined || failure === undefined) throw new Error('the sample has one');
    const page = taskPage(
      {
        ...task,
        request: { ...task.request, text: HOSTILE, requester: { ...task.request.requester, name: HOSTILE } },
        branch: HOSTILE,
        attempts: [
          {
            ...attempt,
            summary: HOSTILE,
            denials: {
              list: [
                { host: HOSTILE, port: 1, method: HOSTILE, rule: 'malformed', detail: HOSTILE, count: 1 },
              ],
              omitted: 3,
            },
            artifacts: [{ name: HOSTILE, url: `https://x/${HOSTILE}`, sizeBytes: 1 }],
            findings: [
              { rule: 'test_skipped', level: 'ask', path: HOSTILE, line: 7, detail: HOSTILE, hunk: HOSTILE },
            ],
            failures: [
              { ...failure, testId: HOSTILE, file: HOSTILE, message: HOSTILE, job: HOSTILE, tool: HOSTILE },
            ],
            ci: {
              ...(attempt.ci ?? sampleTaskCi()),
              because: HOSTILE,
              checks: [
                {
                  name: HOSTILE,
                  outcome: 'failed',
                  required: true,
                  url: `https://x/${HOSTILE}`,
                  jobId: 1,
                  runId: 1,
                },
              ],
            },
          },
        ],
        decisions: [
          {
            action: 'retry',
            by: { teamId: 'T', userId: 'U', name: HOSTILE },
            atMs: 1,
            hint: HOSTILE,
            headSha: commit(1),
          },
        ],
      },
      [],
    );
    expect(page.match(/<script/g)).toHaveLength(1);
    expect(page).not.toContain('<img');
    expect(page).not.toMatch(/href="[^"]*</);
  });
});

function sampleTaskCi(): never {
  throw new Error('the sample attempt has a CI report');
}

test('the list links each task to its own page', () => {
  const page = listPage([sampleTask()], true, (id) => `https://greenlight.test/tasks/${id}/token`);
  expect(page).toContain('href="https://greenlight.test/tasks/t-00000001/token"');
  expect(readable(page)).toContain('1 task, and older ones, newest first.');
  expect(readable(listPage([], false, () => ''))).toContain('Nobody has asked for anything yet.');
});
