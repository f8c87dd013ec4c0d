// The flake table on our store: one row a test, so that a repository with many is not rewritten for one.
import { type RepoRef, repoName } from '#core/task/request.ts';
import { type FlakeEntry, lastSeenMs, MAX_ENTRIES } from '#core/triage/flakes.ts';
import type { FlakeChoice, FlakeTable } from '#ports/flake-table.ts';
import type { Sql, Store } from './store.ts';

type Row = { readonly test: string; readonly record: string };
type Reading = Pick<Sql, 'all'>;

export function flakeTable(store: Pick<Store, 'read' | 'write'>): FlakeTable {
  return {
    all: async (repo) =>
      store.read
        .all<Row>('SELECT test, record FROM flakes WHERE repo = ? ORDER BY test', keyOf(repo))
        .map(entryOf),
    async update(repo, choice, change) {
      for (;;) {
        // Records are parsed before the transaction, which only looks whether they are still the same.
        const rows = chosen(store.read, repo, choice);
        const answer = change([...rows.values()].map(entryOf));
        const isWritten = await store.write((sql) => {
          if (answer.put.some(({ test }) => recordOf(sql, repo, test) !== rows.get(test)?.record))
            return false;
          for (const entry of answer.put) put(sql, repo, entry);
          forget(sql, repo, answer.forgetBeforeMs);
          return true;
        });
        if (isWritten) return answer;
      }
    },
  };
}

function chosen(sql: Reading, repo: RepoRef, { tests, jobs }: FlakeChoice): ReadonlyMap<string, Row> {
  const byTest = sql.all<Row>(
    'SELECT test, record FROM flakes WHERE repo = ? AND test IN (SELECT value FROM json_each(?))',
    keyOf(repo),
    JSON.stringify(tests),
  );
  const byJob = sql.all<Row>(
    'SELECT test, record FROM flakes WHERE repo = ? AND job IN (SELECT value FROM json_each(?))',
    keyOf(repo),
    JSON.stringify(jobs),
  );
  return new Map([...byTest, ...byJob].map((row) => [row.test, row]));
}

const recordOf = (sql: Pick<Sql, 'get'>, repo: RepoRef, test: string): string | undefined =>
  sql.get<Row>('SELECT test, record FROM flakes WHERE repo = ? AND test = ?', keyOf(repo), test)?.record;

function put(sql: Pick<Sql, 'run'>, repo: RepoRef, entry: FlakeEntry): void {
  sql.run(
    'INSERT OR REPLACE INTO flakes (repo, test, record, job, seen_at_ms) VALUES (?, ?, ?, ?, ?)',
    keyOf(repo),
    entry.test,
    JSON.stringify(entry),
    entry.job,
    lastSeenMs(entry),
  );
}

function forget(sql: Pick<Sql, 'run'>, repo: RepoRef, beforeMs: number): void {
  sql.run('DELETE FROM flakes WHERE repo = ? AND seen_at_ms < ?', keyOf(repo), beforeMs);
  sql.run(
    `DELETE FROM flakes WHERE repo = ?1 AND test IN
       (SELECT test FROM flakes WHERE repo = ?1 ORDER BY seen_at_ms DESC, test LIMIT -1 OFFSET ${MAX_ENTRIES})`,
    keyOf(repo),
  );
}

/** Every repository that has entries, by name. A store of before there was a table has none. */
export function everythingFlaky(
  store: Pick<Store, 'read'>,
): readonly { readonly repo: string; readonly entries: readonly FlakeEntry[] }[] {
  const isThere = store.read.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'flakes'");
  if (isThere === undefined) return [];
  const rows = store.read.all<Row & { repo: string }>(
    'SELECT repo, test, record FROM flakes ORDER BY repo, test',
  );
  return [...Map.groupBy(rows, ({ repo }) => repo)].map(([repo, own]) => ({
    repo,
    entries: own.map(entryOf),
  }));
}

/** Names of repositories are the same in any case. */
const keyOf = (repo: RepoRef): string => repoName(repo).toLowerCase();

const entryOf = ({ record }: Row): FlakeEntry => JSON.parse(record) as FlakeEntry;
