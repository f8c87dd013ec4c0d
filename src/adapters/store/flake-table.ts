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

/** Names of repositories are the same in any case. */
const keyOf = (repo: RepoRef): string => repoName(repo).toLowerCase();

const read = (sql: Pick<Sql, 'all'>, repo: RepoRef): readonly FlakeEntry[] =>
  sql
    .all<Row>('SELECT record FROM flakes WHERE repo = ? ORDER BY test', keyOf(repo))
    .map(({ record }) => JSON.parse(record) as FlakeEntry);
