// The sample repositories, what happened to them before the visitor came, and what there is to try with them.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { RepositorySeed } from './github/options.ts';
import type { GitHubStandIn } from './github/stand-in.ts';
import type { Suggestion } from './slack/options.ts';

export const OWNER = 'acme';
/** The first is the channel's own. */
export const REPOSITORIES = ['payments', 'invoices', 'shipping'] as const;

const pathOf = (name: string): string => new URL(`./sample/${name}`, import.meta.url).pathname;
export const MIRRORED = [new URL('./mirror/packages/house-rules', import.meta.url).pathname];

export const sampleRepositories = (mirrorUrl: string): readonly RepositorySeed[] => [
  {
    owner: OWNER,
    name: 'payments',
    seedDir: pathOf('payments'),
    requiredChecks: ['test', 'lint'],
  },
  // Nothing protects its main branch: that is how it could break.
  { owner: OWNER, name: 'invoices', seedDir: pathOf('invoices'), protection: { refusesPushes: false } },
  {
    owner: OWNER,
    name: 'shipping',
    seedDir: pathOf('shipping'),
    requiredChecks: ['test', 'lint'],
    variables: { PACKAGE_MIRROR: mirrorUrl },
  },
];

/** Dora pushed straight to main on a Friday; CI was red a moment later, and nobody looked. */
export async function breakMain(github: GitHubStandIn): Promise<void> {
  const directory = pathOf('later/invoices');
  const names = await readdir(join(directory, 'src'));
  const files = await Promise.all(
    names.map(async (name) => [`src/${name}`, await readFile(join(directory, 'src', name), 'utf8')] as const),
  );
  await github.people.push({
    repository: `${OWNER}/invoices`,
    branch: 'main',
    by: 'dora',
    files: Object.fromEntries(files),
    message: 'Round VAT once for each rate',
  });
  await github.settled();
}

export const SUGGESTIONS: readonly Suggestion[] = [
  {
    text: 'fix flaky tests in payments',
    note: 'Two tests fail now and then. The fix is proved: the tests run up to twelve times before it, and twelve times after it.',
  },
  {
    text: 'add a currency column to the invoice export in invoices',
    note: 'The change is right and CI is red all the same: somebody broke main. No attempt is spent on that.',
  },
  {
    text: 'print the tracking link on labels in shipping',
    note: 'The mirror that CI installs from has hiccups: failed jobs run again, and no attempt is spent. Its own page can take it down.',
  },
];
