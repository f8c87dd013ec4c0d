// What runs in a sandbox: an agent's attempt, or a plain command, which is an attempt without brief, result and gateway.
import type { AttemptResult, AttemptSpec, CommandResult, CommandSpec } from '#ports/sandbox.ts';

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
}: AttemptResult): CommandResult => ({ ended, exitCode, startedAtMs, endedAtMs, logTruncated });
