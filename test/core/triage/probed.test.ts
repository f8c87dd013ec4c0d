// Whose a failure is by what its test does alone, with and without the change; and when it is neither's.
import { describe, expect, it } from 'vitest';
import type { Probed } from '#core/probe/probe.ts';
import { commit } from '../support/samples.ts';
import { baseRun, judge, note, onMain, whole } from './known.ts';

const HEAD = commit(0x1);
const BASE = commit(0xba5e);
const alone = (head: Probed['head'], base: Probed['base'] = 'not_asked', failure = note()) => ({
  probes: [{ fine: failure.fingerprint.fine, head, base, headSha: HEAD, baseSha: BASE }],
});

describe('a test by itself', () => {
  it('that fails with the change and passes without it is the change’s', () => {
    expect(judge([note()], { ...alone('failed', 'passed'), ...onMain() })).toMatchObject({
      likely: 'change',
      because: ['by itself in the sandbox it fails at 0000000 and passes on main at 0000000'],
    });
    expect(judge([note()], alone('other', 'passed')).likely).toBe('change');
  });

  it('that fails in the same way without it is the base’s, unless CI passed there', () => {
    expect(judge([note()], { ...alone('failed', 'failed'), ...onMain() })).toMatchObject({
      likely: 'base',
      because: ['by itself in the sandbox it fails on main at 0000000 as well'],
    });
    const passed = onMain(baseRun({ outcome: 'passed' }));
    expect(judge([note()], { ...alone('failed', 'failed'), ...passed })).toMatchObject({
      likely: 'unknown',
      because: [expect.stringContaining("may be the sandbox's doing")],
    });
  });

  it('that fails otherwise on both sides says nothing: the sandbox may lack something', () => {
    expect(judge([note()], alone('other', 'other')).likely).toBe('unknown');
    expect(judge([note()], alone('failed', 'other')).likely).toBe('unknown');
    expect(judge([note()], alone('failed', 'unclear')).likely).toBe('unknown');
  });

  it('that passes is flaky, or a matter of CI alone', () => {
    expect(judge([note()], alone('passed'))).toMatchObject({
      likely: 'unknown',
      because: [expect.stringContaining('by itself in the sandbox it passes at 0000000')],
    });
  });

  it('that could not be run leaves everything as it was', () => {
    expect(judge([note()], alone('unclear')).because).toEqual(judge([note()]).because);
  });

  it('is not asked about another failure', () => {
    const other = note({ testId: 'pays in full' });
    expect(judge([note()], alone('failed', 'passed', other)).likely).toBe('unknown');
  });
});

describe('a merge of both', () => {
  const merged = {
    jobs: [
      {
        job: 'test',
        failedStep: 'Run npm test',
        hasLog: true,
        signs: [],
        merged: { head: HEAD, into: commit(0xfeed) },
      },
    ],
    baseSha: BASE,
    ...onMain(
      baseRun({ outcome: 'passed' }),
      baseRun({ at: 'newest', sha: commit(0xfeed), outcome: 'passed' }),
    ),
    earlierRuns: [whole(note())],
  };

  it('is to blame where the test passes alone and on a base that has moved on', () => {
    expect(judge([note()], { ...merged, ...alone('passed') }).perFailure[0]).toMatchObject({
      likely: 'merge',
      because: [
        'it passes at 0000000 and on main at 0000000, and fails where CI merges the two',
        expect.stringContaining('by itself in the sandbox it passes'),
      ],
    });
  });

  it('is only named where the test could not be run alone', () => {
    expect(judge([note()], merged).perFailure[0]).toMatchObject({
      likely: 'unknown',
      because: [expect.stringContaining('the two may break each other'), expect.any(String)],
    });
  });

  it('is not to blame on a base that has not moved, at first sight, or where the base is broken', () => {
    const own = { ...merged, baseSha: commit(0xfeed), ...alone('passed') };
    expect(judge([note()], own).likely).toBe('unknown');
    expect(judge([note()], { ...merged, ...alone('passed'), earlierRuns: [] }).likely).toBe('unknown');
    const broken = onMain(baseRun({ at: 'newest', outcome: 'failed' }));
    expect(judge([note()], { ...merged, ...alone('passed'), ...broken }).likely).toBe('unknown');
  });
});
