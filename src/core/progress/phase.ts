// How far a build got: what fails early hides what comes after it, so failures of different phases are never counted against each other.
import type { FailureKind, FailureNote } from '../signals/failure-signal.ts';

/** In the order in which a build meets them. */
const PHASES: Readonly<Record<FailureKind, number>> = {
  infra: 0,
  network: 0,
  permission: 0,
  config: 0,
  dependency: 0,
  build: 1,
  compile: 1,
  typecheck: 1,
  lint: 2,
  format: 2,
  crash: 3,
  timeout: 3,
  resource: 3,
  test: 3,
  unknown: 3,
  gate: 4,
};
/** Nothing failed in CI: only a proof after it can have. */
export const LAST_PHASE = 5;

/** The earliest phase in which something failed. */
export const phaseOf = (failures: readonly Pick<FailureNote, 'kind'>[]): number =>
  Math.min(LAST_PHASE, ...failures.map(({ kind }) => PHASES[kind]));

/** What does not even build: an attempt that newly causes these went the wrong way. */
export const isBuildKind = (kind: FailureKind): boolean => PHASES[kind] === 1;
