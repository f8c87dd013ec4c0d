// What a verdict rests on, named: which checks were required and by whom, what failed beside them, what could not be read.
import type { Evidence } from './evidence.ts';
import { type CiBasis, type CiSnapshot, MAX_CHECKS } from './report.ts';
import { clip } from './words.ts';

export function basisOf(snapshot: CiSnapshot, evidence: Evidence): CiBasis {
  const required = [...new Set(snapshot.required.map(({ name }) => name))];
  return {
    rests: evidence.requiredKnown ? 'required' : 'reported',
    required: required.slice(0, MAX_CHECKS).map((name) => ({
      name: clip(name),
      from: [...new Set(snapshot.required.filter((one) => one.name === name).map(({ from }) => from))],
    })),
    optionalFailed: bounded(evidence.optionalFailures.map(({ fact }) => fact.name)),
    optionalUnfinished: bounded(evidence.optionalUnfinished.map(({ name }) => name)),
    unreadRules: snapshot.unreadRules,
    onlyOnBase: bounded(evidence.onlyOnBase.map(({ name }) => name)),
    ...(snapshot.mergeState === 'conflict' ? { conflicts: true } : {}),
  };
}

const bounded = (all: readonly string[]): readonly string[] =>
  all.slice(0, MAX_CHECKS).map((name) => clip(name));
