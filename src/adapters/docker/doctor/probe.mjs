// Runs in a container that is sealed like an agent's, and tells what it can do there, as lines of JSON. It tries; it does not ask.
import { spawn, spawnSync } from 'node:child_process';
import dns from 'node:dns/promises';
import { accessSync, constants, existsSync, readFileSync, statfsSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';

const code = (error) => error?.code ?? String(error);
const attempt = (act) => {
  try {
    act();
    return 'done';
  } catch (error) {
    return code(error);
  }
};

const status = Object.fromEntries(
  readFileSync('/proc/self/status', 'utf8')
    .split('\n')
    .map((line) => line.split(':\t')),
);

const connect = (host, port) =>
  new Promise((resolve) => {
    const socket = net.connect({ host, port, timeout: 2_000 });
    const end = (what) => {
      socket.destroy();
      resolve(what);
    };
    socket.on('connect', () => end('done')).on('timeout', () => end('timeout'));
    socket.on('error', (error) => end(code(error)));
  });

const program = (name, ...args) => {
  const { error, status: exit } = spawnSync(name, args, { timeout: 5_000, stdio: 'ignore' });
  return error ? code(error) : exit === 0 ? 'done' : 'refused';
};

/** As many at once as the limit lets through, and a few more that must fail. */
async function processes(most) {
  const children = [];
  let refused = 'none';
  for (let i = 0; i < most && refused === 'none'; i += 1) {
    const child = spawn('sleep', ['20'], { stdio: 'ignore' });
    const failed = await new Promise((resolve) => {
      child.once('error', (error) => resolve(code(error))).once('spawn', () => resolve(undefined));
    });
    if (failed === undefined) children.push(child);
    else refused = failed;
  }
  for (const child of children) child.kill('SIGKILL');
  return { started: children.length, refused };
}

/** Share of one processor that a busy loop gets. */
function processorShare(ms) {
  const [began, used] = [performance.now(), process.cpuUsage()];
  while (performance.now() - began < ms);
  const { user, system } = process.cpuUsage(used);
  return (user + system) / 1_000 / (performance.now() - began);
}

/** Processors that the cgroup allows; a very large number where it sets no limit, null where it cannot be read. */
function processorQuota() {
  const read = (path) => {
    try {
      return readFileSync(path, 'utf8').trim();
    } catch {
      return undefined;
    }
  };
  const [quota, period] = read('/sys/fs/cgroup/cpu.max')?.split(' ') ?? [
    read('/sys/fs/cgroup/cpu/cpu.cfs_quota_us'),
    read('/sys/fs/cgroup/cpu/cpu.cfs_period_us'),
  ];
  if (quota === undefined || period === undefined) return null;
  return quota === 'max' || Number(quota) < 0 ? 1e9 : Number(quota) / Number(period);
}

/** By a shell: /proc/self/limits is not there under every runtime. */
const [files = '?', cores = '?'] = String(
  spawnSync('sh', ['-c', 'ulimit -n; ulimit -c'], { timeout: 5_000 }).stdout,
).split('\n');
const tmp = statfsSync('/tmp');

const say = (facts) => new Promise((done) => process.stdout.write(`${JSON.stringify(facts)}\n`, done));

await say({
  uid: process.getuid(),
  capabilities: status.CapEff?.trim(),
  bounding: status.CapBnd?.trim(),
  noNewPrivileges: status.NoNewPrivs?.trim(),
  seccomp: status.Seccomp?.trim(),
  writeRoot: attempt(() => writeFileSync('/greenlight-probe', 'x')),
  writeEtc: attempt(() => writeFileSync('/etc/greenlight-probe', 'x')),
  writeTmp: attempt(() => writeFileSync('/tmp/greenlight-probe', 'x')),
  tmpBytes: tmp.blocks * tmp.bsize,
  devices: Object.keys(os.networkInterfaces()).toSorted(),
  metadata: await connect('169.254.169.254', 80),
  outside: await connect('192.0.2.1', 443),
  lookup: await dns.lookup('example.com').then(() => 'done', code),
  engineSocket: ['/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock'].filter(
    (path) => existsSync(path),
  ),
  mounts: readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => line.split(' ')[1])
    .filter(Boolean),
  firstProcess: attempt(() => accessSync('/proc/1/environ', constants.R_OK)),
  signalFirst: attempt(() => process.kill(1, 0)),
  unshare: program('unshare', '-Ur', 'true'),
  mount: program('mount', '-t', 'tmpfs', 'none', '/tmp'),
  files,
  cores,
  processorQuota: processorQuota(),
  processorShare: processorShare(600),
});
// By itself, and last: under some runtimes the limit ends the whole container.
await say({ processes: await processes(Number(process.argv[1] ?? 0)) });
