// Looks for a real credential in every place that programs keep one.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { firstOf, pids } from './host-files.ts';
import { abuse, control, lootIn } from './trial.ts';

const OF_PROCESSES = ['environ', 'cmdline', 'maps', 'mem', 'stack', 'auxv', 'limits'];
const PLACES = [
  '.netrc',
  '.git-credentials',
  '.npmrc',
  '.docker/config.json',
  '.config/gh/hosts.yml',
  '.ssh/id_ed25519',
];

export async function credentials(): Promise<void> {
  await control('its own environment is read', () => process.env.GREENLIGHT_TASK);
  await abuse(
    'a credential in the environment',
    () => lootIn(JSON.stringify(process.env)) ?? named(Object.keys(process.env)),
  );
  for (const part of OF_PROCESSES)
    await abuse(`a credential in ${part} of any process`, () =>
      pids()
        .map((pid) => firstOf([() => lootIn(beginning(`/proc/${pid}/${part}`))]))
        .find(Boolean),
    );
  await abuse('the environment of a process that is not its own', () =>
    firstOf(
      pids()
        .filter(isForeign)
        .map((pid) => () => beginning(`/proc/${pid}/environ`).toString() || undefined),
    ),
  );
  await abuse('a remote of the checkout', () => git('remote', '-v'));
  await abuse(
    'a credential in any configuration of git',
    () =>
      /^.*(?:token|password|extraheader|credential|:\/\/[^/\s]*@).*$/im.exec(
        git('config', '--list') + git('--git-dir=/mirror/repo.git', 'config', '--list'),
      )?.[0],
  );
  for (const place of PLACES)
    await abuse(`the file ${place}`, () =>
      firstOf(HOMES.map((home) => () => readFileSync(`${home}/${place}`, 'utf8'))),
    );
}

const HOMES = [process.env.HOME ?? '', '/root', '/home/node', '/home/greenlight'];

/** What an operator's own variables are called; those of the attempt's token are meant to be there. */
const named = (names: readonly string[]): string | undefined =>
  names.find((name) =>
    /^(?:SLACK_|GITHUB_|GREENLIGHT_DATA|REDIS_URL|COMMIT_SIGNING|DOCKER_|AWS_|ABUSE_SECRET)/.test(name),
  );

const beginning = (path: string): Buffer => readFileSync(path).subarray(0, 1_000_000);

function isForeign(pid: string): boolean {
  const status = firstOf([() => readFileSync(`/proc/${pid}/status`, 'utf8')]) ?? '';
  return !status.includes(`Uid:\t${process.getuid?.()}\t`);
}

const git = (...args: string[]): string =>
  execFileSync('git', args, {
    cwd: '/work/repo',
    env: { ...process.env, GIT_CONFIG_GLOBAL: '/dev/null' },
  }).toString();
