// The flake table on our store: one row a test, so that a repository with many is not rewritten for one.
import { type RepoRef, repoName } from '#core/task.ts';
import type { FlakeEntry } from '#core/triage/flakes.ts';
import type { FlakeTable } from '#ports/flake-table.ts';
import type { Sql, Store } from './store.ts';

type Row = { record: string };

export function flakeTable(store: Pick<Store, 'read' | 'write'>): FlakeTable {
  return {
    all: async (repo) => read(store.read, repo),
    update: (repo, change) =>
      store.write((sql) => {
        for (const entry of change(read(sql, repo)))
          sql.run(
            'INSERT OR REPLACE INTO flakes (repo, test, record) VALUES (?, ?, ?)',
            keyOf(repo),
            entry.test,
            JSON.stringify(entry),
          );
      }),
  };
}

/** Every repository that has entries, by name. A store of before there was a table has none. */
export function everythingFlaky(
  store: Pick<Store, 'read'>,
): readonly { readonly repo: string; readonly entries: readonly FlakeEntry[] }[] {
  const isThere = store.read.get("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'flakes'");
  if (isThere === undefined) return [];
  const rows = store.read.all<Row & { repo: string }>('SELECT repo, record FROM flakes ORDER BY repo, test');
  return [...Map.groupBy(rows, ({ repo }) => repo)].map(([repo, own]) => ({
    repo,
    entries: own.map(({ record }) => JSON.parse(record) as FlakeEntry),
  }));
}

/** Names of repositories are the same in any case. */
const keyOf = (repo: RepoRef): string => repoName(repo).toLowerCase();

const read = (sql: Pick<Sql, 'all'>, repo: RepoRef): readonly FlakeEntry[] =>
  sql
    .all<Row>('SELECT record FROM flakes WHERE repo = ? ORDER BY test', keyOf(repo))
    .map(({ record }) => JSON.parse(record) as FlakeEntry);
