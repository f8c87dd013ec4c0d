// Jobs as the runner prints them, beside their steps as the API tells them.
import type { ApiStep } from '#core/signals/job/api-steps.ts';
import { JobLog, type JobLogOptions } from '#core/signals/job/job-log.ts';
import type { JobLogFacts, JobReading } from '#core/signals/job/job-reading.ts';

export const BEGAN_MS = Date.UTC(2026, 10, 22, 11, 28);
export const at = (second: number): number => BEGAN_MS + second * 1_000;
export const stamped = (second: number, line: string): string =>
  `${new Date(at(second)).toISOString().slice(0, 19)}.1234567Z ${line}`;

export type SampleStep = {
  /** As the API tells it; the log shows only what it runs. */
  readonly name: string;
  readonly runs: string;
  readonly second: number;
  readonly seconds?: number;
  readonly output?: readonly string[];
  readonly conclusion?: string;
  /** What the runner prints at its end; with `continue-on-error` the API says success all the same. */
  readonly exitCode?: number;
};

export function sampleLog(steps: readonly SampleStep[], after: readonly string[] = []): string {
  const lines = steps.flatMap(({ runs, second, seconds = 0, output = [], exitCode = 0 }) => [
    stamped(second, `##[group]Run ${runs}`),
    ...(isAction(runs)
      ? [stamped(second, 'with:'), stamped(second, '  fetch-depth: 1')]
      : [stamped(second, `\u001b[36;1m${runs}\u001b[0m`), stamped(second, 'shell: /usr/bin/bash -e {0}')]),
    stamped(second, '##[endgroup]'),
    ...output.map((line) => stamped(second + seconds, line)),
    ...(exitCode === 0
      ? []
      : [stamped(second + seconds, `##[error]Process completed with exit code ${exitCode}.`)]),
  ]);
  const last = steps.at(-1)?.second ?? 0;
  const end = [
    'Post job cleanup.',
    '[command]/usr/bin/git version',
    ...after,
    'Cleaning up orphan processes',
  ];
  return `\ufeff${[
    stamped(0, "Current runner version: '2.330.0'"),
    ...lines,
    ...end.map((line) => stamped(last + 60, line)),
  ].join('\r\n')}\r\n`;
}

const isAction = (runs: string): boolean => /^[\w-]+\/[\w-]+@/.test(runs);

export function sampleSteps(steps: readonly SampleStep[]): readonly ApiStep[] {
  const own = steps.map(({ name, second, seconds = 0, conclusion = 'success' }) => ({
    name,
    conclusion,
    startedAtMs: at(second),
    completedAtMs: at(second + seconds),
  }));
  const runner = (name: string) => ({
    name,
    conclusion: 'success',
    startedAtMs: at(0),
    completedAtMs: at(0),
  });
  return [runner('Set up job'), ...own, runner('Complete job')].map((step, index) => ({
    ...step,
    number: index + 1,
  }));
}

const OPTIONS: JobLogOptions = {
  redact: (text) => ({ text, count: 0 }),
  keptBytes: 1_000_000,
  maxBytes: 10_000_000,
};

export function readSample(
  text: string,
  facts: Partial<JobLogFacts> = {},
  options: Partial<JobLogOptions> = {},
): JobReading {
  const log = new JobLog(
    { job: 'test', failedStep: null, steps: null, hasFailed: true, ...facts },
    { ...OPTIONS, ...options },
  );
  const bytes = new TextEncoder().encode(text);
  for (let start = 0; start < bytes.byteLength; start += 701) log.push(bytes.subarray(start, start + 701));
  log.addedMatchers();
  return log.end([], []);
}

export const readSteps = (steps: readonly SampleStep[], after: readonly string[] = []): JobReading =>
  readSample(sampleLog(steps, after), {
    steps: sampleSteps(steps),
    failedStep: steps.find(({ conclusion }) => conclusion === 'failure')?.name ?? null,
  });
