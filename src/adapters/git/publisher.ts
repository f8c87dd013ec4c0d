// The publisher over the real git. Everything it keeps lies under dataDir: `mirrors/` and, while one looks at a bundle, `quarantine/`.
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { repoName } from '#core/task/request.ts';
import type { Log } from '#ports/log.ts';
import type { Publisher } from '#ports/publisher.ts';
import { changeText } from './change-text.ts';
import { filesAt } from './files-at.ts';
import { gitCommand } from './git-command.ts';
import { makeCommit } from './make-commit.ts';
import { mergeIn } from './merge-in.ts';
import { fsFailure, gitMirrors } from './mirror.ts';
import { push } from './push.ts';
import { gitFailureAsPortError } from './remote.ts';
import { takeIn } from './take-in.ts';

/**
 * Needs git 2.38 or newer. `env` is the bot's environment, of which git sees PATH, proxies and certificate stores only.
 * One process at a time may use a dataDir.
 */
export function gitPublisher(deps: {
  dataDir: string;
  log: Log;
  env?: Readonly<Record<string, string | undefined>>;
  /** The SSH key that signs Greenlight's commits, by ssh-keygen on the PATH; null signs none. */
  signingKeyFile?: string | null;
}): Publisher {
  const git = gitCommand(deps.env ?? {});
  // Alternates name other repositories by absolute path.
  const dataDir = resolve(deps.dataDir);
  const quarantineRoot = join(dataDir, 'quarantine');
  const mirrors = gitMirrors({ git, root: join(dataDir, 'mirrors'), log: deps.log });
  const swept = sweep(quarantineRoot);
  // Reported by the first call that awaits it.
  swept.catch(() => undefined);

  async function guarded<T>(subject: string, work: () => Promise<T>): Promise<T> {
    try {
      await swept;
      return await work();
    } catch (error) {
      throw fsFailure(subject, gitFailureAsPortError(subject, error));
    }
  }

  return {
    mirror: (repo, remote, want) => guarded(repoName(repo), () => mirrors.holding(repo, remote, want)),
    takeIn: (repo, bundlePath, since, limits) =>
      guarded(`${repoName(repo)}: take in`, async () => {
        const mirrorDir = await mirrors.existing(repo);
        return await takeIn({ git, quarantineRoot, mirrorDir, bundlePath, ...since, limits });
      }),
    changeText: (repo, range) =>
      guarded(`${repoName(repo)}: read a change`, async () =>
        changeText(git, await mirrors.existing(repo), range),
      ),
    filesAt: (repo, commit, maxFiles) =>
      guarded(`${repoName(repo)}: list files`, async () =>
        filesAt(git, await mirrors.existing(repo), commit, maxFiles),
      ),
    commit: (repo, bundlePath, tree, parent, words) =>
      guarded(`${repoName(repo)}: commit`, async () => {
        const mirrorDir = await mirrors.existing(repo);
        const signingKeyFile = deps.signingKeyFile ?? null;
        const job = { git, quarantineRoot, mirrorDir, bundlePath, tree, parent, words, signingKeyFile };
        return await mirrors.alone(repo, () => makeCommit(job));
      }),
    mergeIn: (repo, at, words) =>
      guarded(`${repoName(repo)}: merge`, async () => {
        const mirrorDir = await mirrors.existing(repo);
        const signingKeyFile = deps.signingKeyFile ?? null;
        return await mirrors.alone(repo, () => mergeIn({ git, mirrorDir, ...at, words, signingKeyFile }));
      }),
    push: (repo, remote, commit, branch, expected) =>
      guarded(`${repoName(repo)}: push`, async () => {
        const mirrorDir = await mirrors.existing(repo);
        return await push({
          git,
          mirrorDir,
          subject: `${repoName(repo)}: push`,
          remote,
          commit,
          branch,
          expected,
        });
      }),
  };
}

/** What a killed process left in quarantine is worth nothing. */
async function sweep(root: string): Promise<void> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  for (const name of await readdir(root)) await rm(join(root, name), { recursive: true, force: true });
}
