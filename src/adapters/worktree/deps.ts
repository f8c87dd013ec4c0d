// What the parts of the worktree sandbox work with, and the error they share.
import type { Git } from '#adapters/git/git-command.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { Sandbox } from '#ports/sandbox.ts';

export type Hooks = Parameters<Sandbox['run']>[1];
export type Deps = {
  readonly git: Git;
  readonly root: string;
  readonly path: string;
  readonly clock: Clock;
  readonly log: Log;
};

export const unavailable = (detail: string, cause?: unknown): PortError =>
  new PortError({ code: 'sandbox_unavailable', detail: detail.slice(0, 500) }, { retryable: true, cause });
