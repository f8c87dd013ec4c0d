// Commits signed with an SSH key: git itself verifies them, and the same work gives the same commit still.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { gitPublisher } from '#adapters/git/publisher.ts';
import { silentLog } from '#ports/log.ts';
import { describeWith } from '#test/support/parts.ts';
import { startGitServer } from './git-server.ts';
import { AgentCheckout, git, seedRepository, tempDir } from './kit.ts';

const LIMITS = { maxBundleBytes: 1_000_000, maxObjects: 1_000, maxCommits: 10 };
const WORDS = {
  message: 'Fix the sum\n\nGreenlight-Task: t-abcdefgh',
  authorName: 'Greenlight',
  authorEmail: 'greenlight@example.com',
  atMs: 1_700_000_000_000,
};

describeWith(['git', 'ssh'], 'a signing key', () => {
  test('signs each commit, and the same work gives the same commit', async () => {
    const dataDir = tempDir();
    const keyFile = join(dataDir, 'signing');
    const made = spawnSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', keyFile]);
    expect(made.status).toBe(0);
    const root = tempDir();
    const base = seedRepository(join(root, 'acme/payments.git'));
    const server = await startGitServer(root);
    const repo = { owner: 'Acme', name: 'payments' };
    const remote = server.remote('acme/payments');
    const publisher = gitPublisher({ dataDir, log: silentLog, env: process.env, signingKeyFile: keyFile });
    const mirrorDir = await publisher.mirror(repo, remote, { sha: base, branch: 'main' });
    const bundle = new AgentCheckout(mirrorDir, base).write({ 'src/new.ts': 'new\n' }).commit().bundle();
    const intake = await publisher.takeIn(repo, bundle, { fromSha: base, baseSha: base }, LIMITS);
    if (!intake.ok) throw new Error(intake.detail);
    const commit = await publisher.commit(repo, bundle, intake.tree, base, WORDS);
    expect(await publisher.commit(repo, bundle, intake.tree, base, WORDS)).toBe(commit);
    const signers = join(dataDir, 'signers');
    const { stdout } = spawnSync('cat', [`${keyFile}.pub`], { encoding: 'utf8' });
    writeFileSync(signers, `greenlight@example.com ${stdout}`);
    expect(
      git(mirrorDir, [
        '-c',
        `gpg.ssh.allowedSignersFile=${signers}`,
        'log',
        '-1',
        '--format=%G? %GS',
        commit,
      ]),
    ).toBe('G greenlight@example.com');
  });
});
