// The flake table for people and for scripts: what is not healthy, and what that rests on.
import { plural } from '#core/messages/words.ts';
import { cleanTerminal } from '#core/redact.ts';
import type { FlakeEntry } from '#core/triage/flakes.ts';

export type FlakesOfRepository = { readonly repo: string; readonly entries: readonly FlakeEntry[] };

/** One JSON object a test, healthy ones too; times in ISO 8601. */
export function flakyJson(all: readonly FlakesOfRepository[]): readonly string[] {
  return all.flatMap(({ repo, entries }) =>
    entries.map(({ test, job, status, because, sinceMs, flips, seen }) =>
      JSON.stringify({
        ...{ repo, test, job, status, because, since: day(sinceMs), flips },
        seen: seen.map(({ sha, outcome, on, atMs }) => ({ sha, outcome, on, at: day(atMs) })),
      }),
    ),
  );
}
const day = (ms: number): string => new Date(ms).toISOString();

const ORDER = { broken: 0, flaky: 1, healthy: 2 } as const;

export function flakyLines(all: readonly FlakesOfRepository[]): readonly string[] {
  return all.flatMap(({ repo, entries }) => {
    const ill = entries.filter(({ status }) => status !== 'healthy');
    const worst = ill.toSorted((a, b) => ORDER[a.status] - ORDER[b.status] || (a.test < b.test ? -1 : 1));
    const healthy = entries.length - ill.length;
    const rest =
      healthy > 0
        ? [`  ${plural(healthy, 'other test')} failed before and ${healthy === 1 ? 'is' : 'are'} healthy`]
        : [];
    return [repo, ...worst.map(lineOf), ...rest].map((line) => cleanTerminal(line).replaceAll('\n', ' '));
  });
}

const lineOf = ({ status, test, because, sinceMs }: FlakeEntry): string =>
  `  ${status.padEnd(7)} ${test}: ${because} (since ${day(sinceMs).slice(0, 10)})`;
