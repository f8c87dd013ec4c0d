// An agent goes on with its last conversation only where the files are as it left them, and what it remembers goes with its task.
import { describe, expect, it } from 'vitest';
import type { Sha } from '#core/ids.ts';
import type { Attempt } from '#core/task/attempt.ts';
import { sessionBefore } from '#core/task/session.ts';
import type { Task } from '#core/task/task.ts';

const [BASE, HEAD, MERGED] = ['a', 'b', 'c'].map((digit) => digit.repeat(40) as Sha) as [Sha, Sha, Sha];

const attempt = (no: number, changes: Partial<Attempt> = {}): Attempt => ({
  ...{ no, round: 1, runs: 1, fromSha: BASE, costUsd: 0, artifacts: [], findings: [], stopRules: [] },
  ...changes,
});
const session = { id: 'conversation-1', hasChange: true };
const pushed = attempt(1, { runs: 3, headSha: HEAD, session });

/** What the second attempt goes on with. */
const goesOnWith = (first: Attempt, fromSha: Sha = HEAD) =>
  sessionBefore({ attempts: [first, attempt(2, { fromSha })] } as unknown as Task, 2);

describe('the session of the attempt before', () => {
  it('is gone on with at the commit that it left, by the run that kept it', () => {
    expect(goesOnWith(pushed)).toEqual({ id: 'conversation-1', attempt: 1, run: 3 });
  });

  it('is gone on with where nothing was changed, as after a question', () => {
    const asked = attempt(1, { session: { ...session, hasChange: false } });
    expect(goesOnWith(asked, BASE)).toEqual({ id: 'conversation-1', attempt: 1, run: 1 });
  });

  it.each<[string, Attempt, Sha]>([
    ['somebody else has pushed', pushed, MERGED],
    ['the next one begins at the base again', pushed, BASE],
    [
      'the base was merged into it',
      { ...pushed, headSha: MERGED, brought: [{ atMs: 1, headSha: HEAD, baseSha: BASE }] },
      MERGED,
    ],
    ['its change was refused', attempt(1, { session }), BASE],
    ['none is kept', attempt(1, { headSha: HEAD }), HEAD],
  ])('is left where %s', (_why, first, fromSha) => {
    expect(goesOnWith(first, fromSha)).toBeUndefined();
  });

  it('is none for a first attempt', () => {
    expect(sessionBefore({ attempts: [pushed] } as unknown as Task, 1)).toBeUndefined();
  });
});
