// Did an attempt get anywhere? One set of failures against an earlier one.
import { describe, expect, it } from 'vitest';
import { type Judgement, type Relation, relationOf } from '#core/progress/relation.ts';
import type { FailureKind, FailureNote } from '#core/signals/failure-signal.ts';
import { failure } from '../support/samples.ts';

/** `a` fails; `a'` is the same test failing otherwise; `tsc:x` is of another kind. */
function noteOf(word: string): FailureNote {
  const [kind, name] = word.includes(':') ? word.split(':') : ['test', word];
  const note = failure(name ?? '');
  const coarse = `${kind} ${name?.replaceAll("'", '')}`;
  return { ...note, kind: kind as FailureKind, fingerprint: { fine: `${kind} ${name}`, coarse, v: 1 } };
}
const set = (words: string, by: Judgement['by'] = 'ci'): Judgement => ({
  by,
  failures: words.split(' ').filter(Boolean).map(noteOf),
});

describe('two sets of failures', () => {
  it.each<[string, string, Relation | undefined]>([
    ['a b', 'a', 'fixed'],
    ['a', 'a', 'same'],
    ['a b', 'b a', 'same'],
    ['a', "a'", 'moving'],
    ["a b'", "a' b", 'moving'],
    ['a', 'b', 'other'],
    ['a b', 'b c', 'other'],
    ['a b', 'c', 'other'],
    ['a', 'a b', 'worse'],
    ['compile:x', 'a b c', 'later'],
    ['dependency:x', 'compile:y', 'later'],
    ['a', 'compile:x', 'worse'],
    ['a b', 'a compile:x', 'worse'],
    ['compile:x', 'compile:y typecheck:z', 'worse'],
    ['compile:x compile:y', 'compile:z', 'other'],
    ['', 'a', undefined],
    ['a', '', undefined],
  ])('%s, then %s: %s', (before, now, relation) => {
    expect(relationOf(set(before), set(now), [])).toBe(relation);
  });

  it('are back when an older attempt had them, and the last one had not', () => {
    expect(relationOf(set('b'), set('a'), [set('a')])).toBe('back');
    expect(relationOf(set('a'), set('a'), [set('a')])).toBe('same');
    expect(relationOf(set('b'), set('a'), [set('a', 'proof'), set('')])).toBe('other');
  });

  it('of CI and of a proof: to pass CI is to get further', () => {
    expect(relationOf(set('a'), set('a', 'proof'), [])).toBe('later');
    expect(relationOf(set('a', 'proof'), set('a'), [])).toBe('worse');
    expect(relationOf(set('a', 'proof'), set('a', 'proof'), [])).toBe('same');
  });
});
