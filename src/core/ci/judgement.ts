// What the parts of the verdict hand to each other.
import type { CiDeadline, Verdict } from './report.ts';

export type Judgement = { readonly verdict: Verdict; readonly because: string };

/** How old the commit is, against the windows that its checks have. */
export type Age = {
  readonly ms: number;
  readonly deadline: CiDeadline;
  readonly pastDeadline: boolean;
  readonly pastNoChecks: boolean;
  readonly noChecksAfterMs: number;
};
