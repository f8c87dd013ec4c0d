// The audit log on our store: lines that are only ever added, each bound to the one before by a digest, so that a missing one shows.
import { createHash } from 'node:crypto';
import type { AuditEntry } from '#core/audit.ts';
import type { AuditLog } from '#ports/audit-log.ts';
import type { Sql, Store } from './store.ts';

type Row = {
  readonly no: number;
  readonly at_ms: number;
  readonly task_id: string;
  readonly line: string;
  readonly digest: string;
};
type Start = { readonly no: number; readonly digest: string };
type Reading = Pick<Sql, 'get' | 'all'>;

/** Lines in one write of a removal, and in one reading of an export. */
const BITE_ROWS = 500;
const NO_TASK = '';
const BEGINNING: Start = { no: 0, digest: '' };

/** Runs inside the write that holds what the entry tells of. */
export function recordAudit(sql: Sql, entry: AuditEntry): void {
  append(sql, entry.atMs, entry.taskId, lineOf(entry));
}

function append(sql: Sql, atMs: number, taskId: string, line: string): void {
  const { digest } = lastOf(sql);
  sql.run(
    'INSERT INTO audit (at_ms, task_id, line, digest) VALUES (?, ?, ?, ?)',
    atMs,
    taskId,
    line,
    digestAfter(digest, line),
  );
}

export function auditLog(store: Pick<Store, 'read' | 'write'>): AuditLog {
  return {
    async record({ atMs, ...entry }) {
      const line = JSON.stringify({ at: timeOf(atMs), ...entry });
      await store.write((sql) => append(sql, atMs, NO_TASK, line));
    },
    async removeOlder(untilMs) {
      for (let removed = 0; ; ) {
        const bite = await store.write((sql) => removeBite(sql, untilMs));
        removed += bite;
        if (bite < BITE_ROWS) return removed;
      }
    },
  };
}

/** From the oldest on, up to the first that is younger: what the chain begins with stays known. */
function removeBite(sql: Sql, untilMs: number): number {
  const young = sql.get<{ no: number }>('SELECT min(no) AS no FROM audit WHERE at_ms > ?', untilMs)?.no;
  const rows = sql.all<Row>(
    'SELECT * FROM audit WHERE no < ? ORDER BY no LIMIT ?',
    young ?? Number.MAX_SAFE_INTEGER,
    BITE_ROWS,
  );
  const last = rows.at(-1);
  if (last === undefined) return 0;
  sql.run('INSERT OR REPLACE INTO audit_start (id, no, digest) VALUES (1, ?, ?)', last.no, last.digest);
  return sql.run('DELETE FROM audit WHERE no <= ?', last.no);
}

export type AuditFilter = { readonly sinceMs?: number; readonly taskId?: string };

/**
 * JSON lines, oldest first: what happened, then number and digest. Every line is checked against the one before, also those that
 * the filter leaves out; what does not fit is told as a sentence. A store of before there was a log has none.
 */
export function* auditLines(
  { read }: Pick<Store, 'read'>,
  filter: AuditFilter,
): Generator<{ readonly line: string } | { readonly broken: string }> {
  const isThere = read.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'audit'");
  if (isThere === undefined) return;
  // Before the lines, as a bot that runs may write more of them meanwhile.
  const newest = read.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'audit'")?.seq ?? 0;
  let last = startOf(read);
  for (;;) {
    const rows = read.all<Row>('SELECT * FROM audit WHERE no > ? ORDER BY no LIMIT ?', last.no, BITE_ROWS);
    for (const row of rows) {
      // Or retention may remove the oldest.
      if (row.no !== last.no + 1) last = later(last, startOf(read));
      const broken = whatIsBroken(last, row);
      if (broken !== undefined) yield { broken };
      if (isMeant(row, filter)) yield { line: exported(row) };
      last = row;
    }
    if (rows.length < BITE_ROWS) break;
  }
  if (newest > last.no) yield { broken: missing(last.no + 1, newest) };
}

function whatIsBroken(last: Start, { no, line, digest }: Row): string | undefined {
  if (no !== last.no + 1) return missing(last.no + 1, no - 1);
  return digest === digestAfter(last.digest, line) ? undefined : `entry ${no} is not as it was written`;
}

const later = (one: Start, other: Start): Start => (other.no > one.no ? other : one);

const missing = (from: number, to: number): string =>
  from === to ? `entry ${from} is missing` : `entries ${from} to ${to} are missing`;

const isMeant = ({ at_ms, task_id }: Row, { sinceMs, taskId }: AuditFilter): boolean =>
  (sinceMs === undefined || at_ms >= sinceMs) && (taskId === undefined || task_id === taskId);

/** The line itself stays as it was digested: number and digest are put behind it. */
const exported = ({ no, line, digest }: Row): string =>
  `${line.slice(0, -1)},"no":${no},"digest":"${digest}"}`;

function lineOf({ atMs, taskId, policyDigest, ...entry }: AuditEntry): string {
  return JSON.stringify({ at: timeOf(atMs), task: taskId, ...entry, policy: policyDigest });
}

const timeOf = (ms: number): string => new Date(ms).toISOString();

const digestAfter = (before: string, line: string): string =>
  createHash('sha256').update(`${before}\n${line}`).digest('hex');

const startOf = (sql: Pick<Reading, 'get'>): Start =>
  sql.get<Start>('SELECT no, digest FROM audit_start') ?? BEGINNING;

const lastOf = (sql: Pick<Reading, 'get'>): Start =>
  sql.get<Start>('SELECT no, digest FROM audit ORDER BY no DESC LIMIT 1') ?? startOf(sql);
