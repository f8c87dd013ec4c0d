// What a verdict of CI rests on, in the few lines below its checks. Pure; a report of before these were kept says nothing.

import { costOfCalls } from '#core/ci/api-budget.ts';
import type { CiBasis, CiReport } from '#core/ci/report.ts';
import { duration, list } from '#core/messages/words.ts';
import { type Html, html } from './html.ts';

const FROM: Record<CiBasis['required'][number]['from'][number], string> = {
  ruleset: 'a ruleset',
  branch_protection: 'branch protection',
  forge: 'GitHub, of this pull request',
  policy: "Greenlight's policy",
};
const UNREAD: Record<CiBasis['unreadRules'][number], string> = {
  rulesets: 'rulesets',
  branch_protection: 'branch protection',
};

/** `apiBudget`: of the task, where it has one. */
export function ciBasis(report: CiReport, apiBudget?: number): Html | null {
  const lines = [
    basisLine(report.basis),
    beside(report.basis),
    unread(report.basis),
    deadline(report),
    cost(report, apiBudget),
  ];
  const said = lines.filter((line) => line !== null);
  return said.length === 0 ? null : html`<p class="soft">${said.join(' ')}</p>`;
}

function basisLine(basis: CiBasis | undefined): string | null {
  if (basis === undefined) return null;
  if (basis.rests === 'reported') return 'Nothing is required by name, so every check that reported counts.';
  const named = basis.required.map(({ name, from }) => `${name} (${list(from.map((one) => FROM[one]))})`);
  return `Required: ${list(named, 10)}.`;
}

function beside(basis: CiBasis | undefined): string | null {
  const { optionalFailed = [], optionalUnfinished = [], onlyOnBase = [], conflicts = false } = basis ?? {};
  const named = (words: string, names: readonly string[]): readonly string[] =>
    names.length > 0 ? [`${words}: ${list(names, 10)}.`] : [];
  const told = [
    ...named('Did not pass, and is not required', optionalFailed),
    ...named('Has not finished, and is not required', optionalUnfinished),
    ...named('Ran on the base branch and not here', onlyOnBase),
    ...(conflicts ? ['The branch conflicts with its base, and cannot be merged as it is.'] : []),
  ];
  return told.length === 0 ? null : told.join(' ');
}

function unread(basis: CiBasis | undefined): string | null {
  const { unreadRules = [] } = basis ?? {};
  if (unreadRules.length === 0) return null;
  return `More may be required: ${list(unreadRules.map((one) => UNREAD[one]))} could not be read.`;
}

function deadline({ deadline: limit }: CiReport): string | null {
  if (limit === undefined) return null;
  if (limit.from === 'policy' || limit.p95Ms === undefined)
    return `CI may take ${duration(limit.ms)}, as configured.`;
  return `CI may take ${duration(limit.ms)}: of ${limit.samples ?? 0} past runs, 95% took at most ${duration(limit.p95Ms)}.`;
}

function cost({ api }: CiReport, budget: number | undefined): string | null {
  if (api === undefined) return null;
  const counted = costOfCalls(api);
  const over = budget !== undefined && counted >= budget ? ', so CI is polled less often' : '';
  const limit = budget === undefined ? '' : ` ${counted} of ${budget} count${over}.`;
  return `Asked GitHub ${api.calls} times for this task so far, ${api.free} of them free.${limit}`;
}
