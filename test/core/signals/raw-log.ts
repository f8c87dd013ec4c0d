// Wraps a tool's output in the log that GitHub Actions makes of a job: byte-order mark, times, the echoed script, the closing error.
import { readFileSync } from 'node:fs';

export const fixture = (name: string): string =>
  readFileSync(new URL(`fixtures/${name}`, import.meta.url), 'utf8');

let ticks = 0;
function stamp(line: string): string {
  ticks += 1;
  const second = String(Math.floor(ticks / 1_000) % 60).padStart(2, '0');
  return `2026-11-22T11:28:${second}.${String(1_000_000 + (ticks % 1_000) * 7).slice(0, 7)}Z ${line}`;
}

/** One `run:` step as the runner prints it. */
export const step = (script: string, output: string, exitCode: number): string[] => [
  `##[group]Run ${script.split('\n')[0]}`,
  ...script.split('\n').map((line) => `\u001b[36;1m${line}\u001b[0m`),
  'shell: /usr/bin/bash -e {0}',
  '##[endgroup]',
  ...output.split('\n'),
  ...(exitCode === 0 ? [] : [`##[error]Process completed with exit code ${exitCode}.`]),
];

export const rawLog = (...steps: string[][]): string =>
  `\ufeff${[...checkout, ...steps.flat(), 'Post job cleanup.', 'Cleaning up orphan processes'].map(stamp).join('\r\n')}\r\n`;

const checkout = [
  'Current runner version: 2.330.0',
  '##[group]Run actions/checkout@v5',
  'with:',
  '  repository: acme/payments',
  '##[endgroup]',
  'HEAD is now at 0123456 Merge abc into def',
];

export const jobOf = (text: string, failedStep: string | null = 'Run npm test', job = 'test') => ({
  job,
  failedStep,
  text,
  truncated: false,
});

/** A failed step that ran one command and printed this. */
export const failedJob = (output: string, job = 'test') =>
  jobOf(rawLog(step('npm ci', 'added 12 packages', 0), step('npm test', output, 1)), 'Run npm test', job);
