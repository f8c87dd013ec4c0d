// An engine on another machine: its API over TLS with certificates on both sides, and its socket over SSH, each with a whole attempt through it.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import tls from 'node:tls';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { afterAll, expect, test, vi } from 'vitest';
import type { Sandbox } from '#ports/sandbox.ts';
import { runDoctor } from '#src/cli-doctor.ts';
import { readConfig } from '#src/config.ts';
import { sandboxOf } from '#src/sandbox-of.ts';
import { addressOf } from '#test/adapters/docker/address-of.ts';
import { realClock, warningLog } from '#test/adapters/docker/engine-for.ts';
import { onEngine } from '#test/adapters/docker/on-engine.ts';
import { GOOD_ENV } from '#test/config/good.ts';
import { type Certificate, certificateFor } from '#test/support/certificate.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';

const server = certificateFor('localhost');
const client = certificateFor('greenlight');
const stranger = certificateFor('localhost');

describeWith('docker', 'an engine over TLS', () => {
  const on = onEngine();
  const { sandboxAt, closeAll } = operator(on);
  let port: number | undefined;
  afterAll(closeAll);

  /** What `dockerd --tlsverify` does: nobody without the right certificate gets to the socket. */
  async function tlsInFront(): Promise<number> {
    if (port !== undefined) return port;
    const address = await addressOf(on.engine.docker);
    const options = {
      ...server,
      ca: client.cert,
      requestCert: true,
      rejectUnauthorized: true,
      allowHalfOpen: true,
    };
    const front = tls.createServer(options, (socket) => {
      const engine = connect({ ...address, allowHalfOpen: true });
      for (const end of [socket, engine]) end.on('error', () => end.destroy());
      socket.pipe(engine).pipe(socket);
      socket.on('close', () => engine.destroy());
    });
    front.listen(0, '127.0.0.1');
    await once(front, 'listening');
    closeAll.also(() => front.close());
    port = (front.address() as AddressInfo).port;
    return port;
  }
  const withKeys = async (name: string, ca: Certificate, own: Certificate): Promise<Sandbox> => {
    const folder = join(on.bench.folder, name);
    mkdirSync(folder);
    for (const [file, content] of [
      ['ca.pem', ca.cert],
      ['cert.pem', own.cert],
      ['key.pem', own.key],
    ] as const)
      writeFileSync(join(folder, file), content);
    return sandboxAt({ docker: `tcp://localhost:${await tlsInFront()}`, tls: name });
  };

  test('runs an attempt', async () => {
    await runsAnAttempt(on, await withKeys('right', server, client));
  });

  test.each([
    [
      'that is not the one expected',
      'other-engine',
      stranger,
      client,
      /self-signed certificate.* ca\.pem must/,
    ],
    ['that does not trust this bot', 'other-bot', server, stranger, /does not trust who signed cert\.pem/],
  ])('%s is refused, by name, in doctor', async (_what, name, ca, own, why) => {
    const said: string[] = [];
    const tell = {
      output: (line: string) => void said.push(line),
      person: (line: string) => void said.push(line),
    };
    expect(await runDoctor(await withKeys(name, ca, own), [], tell)).toBe(1);
    expect(said.join('\n')).toMatch(why);
  });
});

describeWith(['docker', 'sshd'], 'an engine over SSH', () => {
  const on = onEngine();
  const { sandboxAt, closeAll } = operator(on);
  afterAll(closeAll);

  test('runs an attempt through a forwarded socket', async () => {
    const local = await forwarded();
    await vi.waitFor(() => new Docker({ socketPath: local }).ping(), { timeout: 20_000, interval: 50 });
    await runsAnAttempt(on, sandboxAt({ docker: `unix://${local}` }));
  });

  /** The words of docs/operations.md: `ssh -N -L <local socket>:<remote socket> <host>`, with a server of the test's own. */
  async function forwarded(): Promise<string> {
    const at = (name: string) => join(on.bench.folder, name);
    for (const key of ['host', 'user'])
      await promisify(execFile)('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', at(key)]);
    const port = await freePort();
    const words = ['PidFile=none', 'UsePAM=no', 'StrictModes=no', 'ListenAddress=127.0.0.1', `Port=${port}`];
    words.push(`HostKey=${at('host')}`, `AuthorizedKeysFile=${at('user.pub')}`);
    mkdirSync('/run/sshd', { recursive: true });
    started('/usr/sbin/sshd', ['-D', '-f', '/dev/null', ...words.flatMap((word) => ['-o', word])]);
    await vi.waitFor(() => answers(port), { timeout: 10_000, interval: 50 });
    const address = await addressOf(on.engine.docker);
    const remote = 'path' in address ? address.path : `${address.host}:${address.port}`;
    const careful = [
      'StrictHostKeyChecking=no',
      `UserKnownHostsFile=${at('known')}`,
      'BatchMode=yes',
      'ExitOnForwardFailure=yes',
    ];
    started('ssh', [
      ...[
        '-F',
        '/dev/null',
        '-N',
        '-i',
        at('user'),
        '-p',
        String(port),
        ...careful.flatMap((word) => ['-o', word]),
      ],
      ...['-L', `${at('far.sock')}:${remote}`, `${userInfo().username}@127.0.0.1`],
    ]);
    return at('far.sock');
  }

  function started(program: string, args: readonly string[]): void {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    closeAll.also(async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    });
  }
});

/** Engines as an operator names them: entries of the list in a greenlight.yml. */
function operator(on: ReturnType<typeof onEngine>) {
  const closing: (() => unknown)[] = [];
  const closeAll = Object.assign(
    async () => {
      for (const close of closing.toReversed()) await close();
    },
    { also: (close: () => unknown) => void closing.push(close) },
  );
  const sandboxAt = (entry: object): Sandbox => {
    const named = { kind: 'docker', instance: on.engine.instance, helper_image: agentImage };
    const path = join(on.bench.folder, 'greenlight.yml');
    writeFileSync(
      path,
      [
        `agents: { own: { image: "${agentImage}", command: [fix] } }`,
        'repositories: [{ name: acme/bench }]',
        `sandbox: ${JSON.stringify({ ...named, engines: [{ name: 'far', ...entry }] })}`,
      ].join('\n'),
    );
    const read = readConfig({ ...GOOD_ENV, GREENLIGHT_CONFIG: path });
    if (!read.ok) throw new Error(read.problems.join('\n'));
    const sandbox = sandboxOf(read.config, { clock: realClock, log: warningLog, env: process.env });
    closing.push(() => sandbox.close());
    return sandbox;
  };
  return { sandboxAt, closeAll };
}

async function runsAnAttempt({ bench }: ReturnType<typeof onEngine>, sandbox: Sandbox): Promise<void> {
  const { result, log } = await bench.run(sandbox, bench.spec('cat src/a.txt; echo far > far.txt'));
  expect(result).toMatchObject({ ended: 'exited', exitCode: 0 });
  expect(log).toBe('one\n');
  expect(await bench.treeOf(result.bundlePath)).toMatchObject({ 'far.txt': 'far\n' });
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

async function answers(port: number): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect').finally(() => socket.destroy());
}
