// A stand-in with a small repository, and Octokit clients exactly as the bot makes them.
import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import type { GitHubStandInOptions, RepositorySeed } from '#playground/github/options.ts';
import { type GitHubStandIn, startGitHubStandIn } from '#playground/github/stand-in.ts';

const keys = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

export const appId = 4711;
export const privateKey = keys.privateKey;
export const webhookSecret = 'a secret between friends';
export const repo = { owner: 'acme', repo: 'shop' };
export const fullName = 'acme/shop';

export interface Hub extends AsyncDisposable {
  readonly github: GitHubStandIn;
  readonly directory: string;
  /** As the installation, with every permission it was granted. */
  readonly octokit: Octokit;
  readonly app: Octokit;
  token(narrowed?: { permissions?: Record<string, 'read' | 'write'> }): Promise<string>;
  /** Runs git with the installation's token where `REMOTE` stands in the arguments. */
  git(cwd: string, ...args: string[]): Promise<string>;
}

export type Files = Readonly<Record<string, string>>;

export const greenWorkflow = `name: CI
on: { pull_request: {}, push: { branches: [main] } }
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: test ! -e broken.txt
`;

export async function startHub(
  files: Files,
  options: Partial<GitHubStandInOptions> & { seed?: Partial<RepositorySeed> } = {},
): Promise<Hub> {
  const directory = await mkdtemp(join(tmpdir(), 'standin-'));
  const seedDir = join(directory, 'seed');
  for (const [path, text] of Object.entries({ 'README.md': '# shop\n', ...files })) {
    await mkdir(dirname(join(seedDir, path)), { recursive: true });
    await writeFile(join(seedDir, path), text);
  }
  const { seed, ...rest } = options;
  const github = await startGitHubStandIn({
    appId,
    privateKeyPem: privateKey,
    webhookSecret,
    dataDir: join(directory, 'data'),
    repositories: [{ owner: 'acme', name: 'shop', seedDir, ...seed }],
    people: [
      { login: 'ana', permission: 'admin' },
      { login: 'ben', permission: 'write' },
      { login: 'cyd', permission: 'read' },
    ],
    ...rest,
  });
  return hubOf(github, directory);
}

const quiet = { debug() {}, info() {}, warn() {}, error() {} };

export function hubOf(github: GitHubStandIn, directory: string): Hub {
  const auth = { appId, privateKey, installationId: github.installationId };
  const shared = { baseUrl: github.apiUrl, authStrategy: createAppAuth, log: quiet };
  const octokit = new Octokit({ ...shared, auth });
  const token: Hub['token'] = async (narrowed = {}) => {
    const answer = (await octokit.auth({ type: 'installation', refresh: true, ...narrowed })) as {
      token: string;
    };
    return answer.token;
  };
  return {
    github,
    directory,
    octokit,
    app: new Octokit({ ...shared, auth: { appId, privateKey } }),
    token,
    git: async (cwd, ...args) => {
      const remote = `http://x-access-token:${await token()}@${github.url.slice('http://'.length)}/acme/shop.git`;
      return await runGit(cwd, ...args.map((arg) => arg.replace('REMOTE', remote)));
    },
    [Symbol.asyncDispose]: async () => {
      await github.close();
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** Never synchronous: the server that git talks to lives in this process. */
export async function runGit(cwd: string, ...args: string[]): Promise<string> {
  const identity = ['-c', 'user.name=Test', '-c', 'user.email=test@example.com'];
  const env = { PATH: process.env.PATH ?? '', HOME: cwd, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_NOSYSTEM: '1' };
  const { stdout } = await promisify(execFile)('git', [...identity, ...args], { cwd, env, timeout: 20_000 });
  return stdout.trim();
}

/** Pushes files to a branch as the App, with real git, and opens a pull request. */
export async function openPull(hub: Hub, files: Files, options: { branch?: string; draft?: boolean } = {}) {
  const branch = options.branch ?? 'greenlight/t-1';
  const clone = join(hub.directory, `clone-${branch.replaceAll('/', '-')}`);
  await hub.git(hub.directory, 'clone', '--quiet', 'REMOTE', clone);
  await runGit(clone, 'checkout', '--quiet', '-b', branch);
  const sha = await commitAndPush(hub, clone, files);
  const draft = options.draft ?? true;
  const { data } = await hub.octokit.rest.pulls.create({
    ...repo,
    title: 'Mend it',
    head: branch,
    base: 'main',
    draft,
  });
  return { pull: data, clone, sha, branch };
}

export async function commitAndPush(hub: Hub, clone: string, files: Files): Promise<string> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(clone, path)), { recursive: true });
    await writeFile(join(clone, path), text);
  }
  await runGit(clone, 'add', '--all');
  await runGit(clone, 'commit', '--quiet', '--message', 'Change things');
  await hub.git(clone, 'push', '--quiet', 'REMOTE', 'HEAD');
  return await runGit(clone, 'rev-parse', 'HEAD');
}

export async function runsOf(hub: Hub, headSha: string) {
  const { data } = await hub.octokit.rest.actions.listWorkflowRunsForRepo({ ...repo, head_sha: headSha });
  return data.workflow_runs;
}

export async function onlyRun(hub: Hub, headSha: string) {
  const [run] = await runsOf(hub, headSha);
  if (run === undefined) throw new Error(`No workflow run for ${headSha}.`);
  return run;
}

export async function jobsOf(hub: Hub, runId: number, filter: 'latest' | 'all' = 'latest') {
  const { data } = await hub.octokit.rest.actions.listJobsForWorkflowRun({ ...repo, run_id: runId, filter });
  return data.jobs;
}

export async function logOf(hub: Hub, jobId: number): Promise<string> {
  const { data } = await hub.octokit.rest.actions.downloadJobLogsForWorkflowRun({ ...repo, job_id: jobId });
  return data as string;
}

/** Status and message of a refused call. */
export async function refusal(call: Promise<unknown>): Promise<{ status: number; message: string }> {
  const error = await call.then(
    () => new Error('The call was not refused.'),
    (caught: unknown) => caught,
  );
  const { status = 0, message } = error as { status?: number; message: string };
  return { status, message };
}

/** Waits for a condition by asking, never by a fixed sleep. */
export async function until(condition: () => boolean | Promise<boolean>, timeoutMs = 20_000): Promise<void> {
  const deadline = Date.now() + timeoutMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition never came true.');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
