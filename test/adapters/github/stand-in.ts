// A local GitHub with one repository, and Greenlight's forge as an App on it: shared by the tests of the adapter.
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { GitHubOptions } from '#adapters/github/clients.ts';
import { githubForge } from '#adapters/github/github-forge.ts';
import { type Sha, sha } from '#core/ids.ts';
import type { GitHubStandInOptions } from '#playground/github/options.ts';
import { type GitHubStandIn, startGitHubStandIn } from '#playground/github/stand-in.ts';
import type { Clock } from '#ports/clock.ts';
import type { Forge } from '#ports/forge.ts';
import { type Log, silentLog } from '#ports/log.ts';

export const { privateKey: PRIVATE_KEY } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
export const REPO = { owner: 'acme', name: 'payments' };
export const APP_ID = 123;
export const WEBHOOK_SECRET = 'a webhook secret of the tests';

export const realClock: Clock = {
  nowMs: () => Date.now(),
  sleepUntil: () => Promise.reject(new Error('these tests do not wait')),
};

/** CI of the sample: one job that is red where the file `broken` exists, leaving a report and a note, and one that follows it. */
const WORKFLOW = `name: CI
on:
  pull_request:
  push:
    branches: [release]
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - name: Tests
        run: if test -f broken; then cat broken; cp broken report.xml; echo "::error file=src/ledger.ts,line=7::$(cat broken)"; exit 1; fi
      - uses: actions/upload-artifact@v4
        if: failure()
        with:
          name: reports
          path: |
            report.xml
            README.md
  deploy:
    needs: test
    runs-on: ubuntu-latest
    steps:
      - run: echo deployed
`;

export type GitHubWorld = {
  readonly github: GitHubStandIn;
  readonly forge: Forge;
  /** A commit by ana; the branch is made from main when it is missing. */
  push(branch: string, files: Record<string, string | null>): Promise<Sha>;
  close(): Promise<void>;
};

export async function githubWorld(
  options: Partial<GitHubStandInOptions> & {
    required?: readonly string[];
    log?: Log;
    forgeOptions?: Partial<GitHubOptions>;
  } = {},
): Promise<GitHubWorld> {
  const dataDir = await mkdtemp(join(tmpdir(), 'greenlight-github-'));
  const seedDir = join(dataDir, 'seed');
  await mkdir(dirname(join(seedDir, '.github/workflows/ci.yml')), { recursive: true });
  await writeFile(join(seedDir, '.github/workflows/ci.yml'), WORKFLOW);
  await writeFile(join(seedDir, 'README.md'), '# Payments\n');
  const { required, log, forgeOptions, ...rest } = options;
  const github = await startGitHubStandIn({
    appId: APP_ID,
    privateKeyPem: PRIVATE_KEY,
    webhookSecret: WEBHOOK_SECRET,
    dataDir,
    repositories: [{ ...REPO, seedDir, ...(required === undefined ? {} : { requiredChecks: required }) }],
    people: [{ login: 'ana', permission: 'admin' }],
    ...rest,
  });
  const forge = githubForge({
    appId: APP_ID,
    privateKey: PRIVATE_KEY,
    apiUrl: github.apiUrl,
    webUrl: github.url,
    clock: realClock,
    log: log ?? silentLog,
    retryPauseMs: 1,
    ...forgeOptions,
  });
  return {
    github,
    forge,
    push: async (branch, files) =>
      sha(
        await github.people.push({
          repository: 'acme/payments',
          branch,
          by: 'ana',
          files,
          message: 'Change',
        }),
      ),
    close: async () => {
      await github.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
