// What runs in a sandbox: an agent's attempt, or a plain command, which is an attempt without brief, result and gateway.
import { NO_DENIALS } from '#core/egress/denial.ts';
import type { AttemptResult, AttemptSpec, CommandResult, CommandSpec, Sandbox } from '#ports/sandbox.ts';

export type Work = AttemptSpec & { readonly isPlain?: true };

export const workOf = ({ image, command, env, limits, ...spec }: CommandSpec): Work => ({
  ...spec,
  agent: { name: 'plain command', image, command, env, files: {} },
  inputs: {},
  limits: { ...limits, maxBundleBytes: 0 },
  isPlain: true,
});

export const commandResult = ({
  ended,
  exitCode,
  startedAtMs,
  endedAtMs,
  logTruncated,
  denials,
}: AttemptResult): CommandResult => ({ ended, exitCode, startedAtMs, endedAtMs, logTruncated, denials });

/** One of which nothing is there. */
export const emptyResult = (
  ended: AttemptResult['ended'],
  startedAtMs: number,
  endedAtMs: number,
): AttemptResult => ({
  ended,
  exitCode: null,
  bundlePath: null,
  resultFile: null,
  startedAtMs,
  endedAtMs,
  logTruncated: false,
  denials: NO_DENIALS,
});

/** One that was unwanted before it began. */
export const notRun = (nowMs: number): AttemptResult => emptyResult('stopped', nowMs, nowMs);

/** Nothing in this process outlives it: the bot's going down is an end like any other. */
export const endOf = ({ signal, leave }: Parameters<Sandbox['run']>[1]): AbortSignal =>
  leave === undefined ? signal : AbortSignal.any([signal, leave]);
