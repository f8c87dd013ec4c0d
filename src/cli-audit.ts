// `greenlight audit`: who decided what, as JSON lines for whoever keeps records; says where lines are missing or changed.
import { isTaskId } from '#core/ids.ts';
import { type LookInto, lookAtData, type Tell } from './cli-stored.ts';
import type { Environment } from './config/environment.ts';

const EXIT_USAGE = 64;
const USAGE = 'greenlight audit [--since 2026-11-23 | 2026-11-23T14:00Z | 7d | 12h] [--task t-…]';
const UNIT_MS: Readonly<Record<string, number>> = { d: 24 * 3_600_000, h: 3_600_000, m: 60_000 };

type Given = {
  readonly env: Environment;
  readonly tell: Tell;
  readonly lookInto: LookInto;
  readonly nowMs: number;
};

/** Ends with 1 where the log is not whole; what there is of it is printed all the same. */
export async function runAudit(args: readonly string[], given: Given): Promise<number> {
  const { tell, nowMs } = given;
  const filter = filterOf(args, nowMs);
  if (filter === undefined) {
    tell.person(USAGE);
    return EXIT_USAGE;
  }
  return await lookAtData({ ...given, command: 'audit' }, async ({ audit }) => {
    let isWhole = true;
    for (const read of audit(filter)) {
      if ('line' in read) tell.output(read.line);
      else {
        isWhole = false;
        tell.person(
          `The audit log is not whole: ${read.broken}. Compare it with an export or a backup from before.`,
        );
      }
    }
    return isWhole ? 0 : 1;
  });
}

function filterOf(
  args: readonly string[],
  nowMs: number,
): { readonly sinceMs?: number; readonly taskId?: string } | undefined {
  if (args.length % 2 !== 0) return undefined;
  let filter: { sinceMs?: number; taskId?: string } = {};
  for (let at = 0; at < args.length; at += 2) {
    const value = args[at + 1] ?? '';
    const sinceMs = args[at] === '--since' ? timeOf(value, nowMs) : undefined;
    if (sinceMs !== undefined) filter = { ...filter, sinceMs };
    else if (args[at] === '--task' && isTaskId(value)) filter = { ...filter, taskId: value };
    else return undefined;
  }
  return filter;
}

function timeOf(text: string, nowMs: number): number | undefined {
  const [, count, unit = ''] = /^(\d{1,5})([dhm])$/.exec(text) ?? [];
  if (count !== undefined) return nowMs - Number(count) * (UNIT_MS[unit] ?? 0);
  const ms = /^\d{4}-/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
