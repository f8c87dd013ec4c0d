// `greenlight flaky [repo]`: what is known of the tests of a repository, or of all.
import { flakyJson, flakyLines } from '#app/flaky-report.ts';
import { type LookInto, lookAtData, type Tell } from './cli-stored.ts';
import type { Environment } from './config/environment.ts';

const EXIT_USAGE = 64;

type Given = { readonly env: Environment; readonly tell: Tell; readonly lookInto: LookInto };

/** `repo` is `owner/name`, or the name alone. Ends with 0 also where nothing is known: that is an answer. */
export async function runFlaky(args: readonly string[], given: Given): Promise<number> {
  const { tell } = given;
  const names = args.filter((arg) => arg !== '--json');
  const [repo] = names;
  if (names.length > 1 || repo?.startsWith('-')) {
    tell.person('greenlight flaky [--json] [owner/name]');
    return EXIT_USAGE;
  }
  return await lookAtData({ ...given, command: 'flaky' }, async ({ flaky }) => {
    const all = flaky().filter((each) => isMeant(each.repo, repo));
    for (const line of args.includes('--json') ? flakyJson(all) : flakyLines(all)) tell.output(line);
    if (all.length === 0) tell.person(`No test of ${repo ?? 'any repository'} is known to have failed yet.`);
    return 0;
  });
}

function isMeant(name: string, asked: string | undefined): boolean {
  const wanted = asked?.toLowerCase();
  return wanted === undefined || name === wanted || name.split('/')[1] === wanted;
}
