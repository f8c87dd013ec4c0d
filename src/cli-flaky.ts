// `greenlight flaky [repo]`: what is known of the tests of a repository, or of all. Needs no credentials and disturbs no bot.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { everythingFlaky } from '#adapters/store/flake-table.ts';
import { openStoreReadOnly } from '#adapters/store/store.ts';
import { StoreError } from '#adapters/store/store-error.ts';
import { flakyJson, flakyLines } from '#app/flaky-report.ts';
import { type Environment, EnvironmentReader } from './config/environment.ts';

const EXIT_USAGE = 64;

/** Where lines go: what was asked for, and what is said beside it. */
export type Tell = { output(line: string): void; person(line: string): void };

/** `repo` is `owner/name`, or the name alone. Ends with 0 also where nothing is known: that is an answer. */
export async function runFlaky(args: readonly string[], env: Environment, tell: Tell): Promise<number> {
  const names = args.filter((arg) => arg !== '--json');
  const [repo] = names;
  if (names.length > 1 || repo?.startsWith('-')) {
    tell.person('greenlight flaky [--json] [owner/name]');
    return EXIT_USAGE;
  }
  const dataDir = new EnvironmentReader(env).withDefault('GREENLIGHT_DATA_DIR');
  const path = join(dataDir, 'greenlight.db');
  if (!existsSync(path)) {
    tell.person(
      `There is nothing in ${dataDir}. Set GREENLIGHT_DATA_DIR to where Greenlight keeps its data.`,
    );
    return 1;
  }
  try {
    const store = openStoreReadOnly({ path });
    const all = everythingFlaky(store).filter((each) => isMeant(each.repo, repo));
    await store.close();
    for (const line of args.includes('--json') ? flakyJson(all) : flakyLines(all)) tell.output(line);
    if (all.length === 0) tell.person(`No test of ${repo ?? 'any repository'} is known to have failed yet.`);
    return 0;
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    tell.person(`greenlight flaky: ${error.message}`);
    return 1;
  }
}

function isMeant(name: string, asked: string | undefined): boolean {
  const wanted = asked?.toLowerCase();
  return wanted === undefined || name === wanted || name.split('/')[1] === wanted;
}
