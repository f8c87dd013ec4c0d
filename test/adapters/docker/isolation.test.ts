// What an agent tries to reach, write or use up inside its container, and what it gets.
import http from 'node:http';
import type { Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { WayOut } from '#adapters/egress/way-out.ts';
import { NO_DENIALS } from '#core/egress/denial.ts';
import type { AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import { type Bench, LIMITS, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { type EngineUnderTest, engineFor } from './engine-for.ts';

const MIB = 2 ** 20;

/** One server, and nothing else that leads out. */
const wayTo = (server: http.Server): WayOut => ({
  ports: { [GATEWAY_PORT]: server },
  env: {},
  files: {},
  facts: () => ({ denials: NO_DENIALS }),
  close: () => undefined,
});
const GATEWAY_PORT = 4000;

const AF_INET = 2;
const AF_VSOCK = 40;

/** A whole x86-64 program: opens a stream socket of the family and exits with the errno, or minus the descriptor. */
function socketProgram(family: number): Buffer {
  const program = Buffer.from(SOCKET_PROGRAM, 'base64');
  program.writeUInt32LE(family, FAMILY_AT);
  return program;
}

const FAMILY_AT = 126;
/** mov eax,41; mov edi,family; mov esi,1; xor edx,edx; syscall; neg eax; mov edi,eax; mov eax,60; syscall — behind an ELF header. */
const SOCKET_PROGRAM =
  'f0VMRgIBAQAAAAAAAAAAAAIAPgABAAAAeABAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAEAAOAABAAAAAAAAAAEAAAAFAAAAAAAAAAAAAAAAAEAAAAAAAAAAQAAAAAAAlgAAAAAAAACWAAAAAAAAAAAQAAAAAAAAuCkAAAC/KAAAAL4BAAAAMdIPBffYice4PAAAAA8F';

describeWith('docker', 'inside the container', () => {
  let engine: EngineUnderTest;
  let bench: Bench;
  let sandbox: Sandbox;
  const requests: string[] = [];

  beforeAll(async () => {
    engine = engineFor(agentImage);
    bench = await sandboxBench(agentImage);
    const gateway = () =>
      http.createServer((request, response) => {
        requests.push(request.url ?? '');
        request.on('data', () => undefined).on('end', () => response.end(`answer to ${request.url}`));
      });
    sandbox = engine.sandbox({ egress: { portNumbers: [GATEWAY_PORT], open: () => wayTo(gateway()) } });
  });

  afterAll(async () => {
    await engine?.dispose();
    await bench?.remove();
  });

  const sh = (script: string, limits: Partial<AttemptSpec['limits']> = {}) =>
    bench.run(sandbox, bench.spec(script, { limits: { ...LIMITS, ...limits } }));
  const node = (source: string) => {
    const spec = bench.spec('');
    return bench.run(sandbox, { ...spec, agent: { ...spec.agent, command: ['node', '-e', source] } });
  };

  test('there is a loopback device and no other way out: no name, no address, no host', async () => {
    const host: Server = http.createServer((_request, response) => response.end('reached'));
    await new Promise<void>((resolve) => host.listen(0, '0.0.0.0', resolve));
    const { port } = host.address() as { port: number };
    const addresses = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).map(({ address }) => address),
    );
    const targets = [...addresses.filter((address) => address.includes('.')), '169.254.169.254', '8.8.8.8'];
    const { log } = await node(`
      const net = require('net'), dns = require('dns'), os = require('os');
      console.log('devices', Object.keys(os.networkInterfaces()).join());
      dns.lookup('example.com', (e) => console.log('lookup', e && e.code));
      for (const host of ${JSON.stringify(targets)}) {
        const socket = net.connect({ host, port: ${port} });
        socket.on('connect', () => console.log('REACHED', host)).on('error', (e) => console.log(host, e.code));
      }
    `);
    host.close();
    expect(log).toContain('devices lo\n');
    expect(log).toMatch(/lookup (EAI_AGAIN|ENOTFOUND)/);
    expect(log).not.toContain('REACHED');
    expect(log.match(/ENETUNREACH|ECONNREFUSED/g)?.length).toBe(targets.length);
  });

  test('a port that Greenlight serves answers, a hundred times at once', async () => {
    const { log } = await node(`
      const http = require('http'); const agent = new http.Agent({ keepAlive: true, maxSockets: 20 });
      let right = 0, left = 100;
      for (let i = 0; i < 100; i++) http.request({ agent, port: ${GATEWAY_PORT}, host: '127.0.0.1', path: '/' + i, method: 'POST' }, (r) => {
        let body = ''; r.on('data', (d) => body += d).on('end', () => { right += body === 'answer to /' + i; if (--left === 0) { console.log('right', right); agent.destroy(); } });
      }).end('x'.repeat(10000));
    `);
    expect(log).toBe('right 100\n');
    expect(requests.length).toBe(100);
  });

  test('nothing outside the checkout can be written but scratch space', async () => {
    const { log, result } = await sh(
      'for f in /etc/x /usr/x /x /work/x /work/input/x /work/input/prompt.md /mirror/x /mirror/repo.git/x /mirror/repo.git/HEAD; do (echo x > $f) 2>/dev/null && echo "wrote $f"; done; ' +
        'mv /work/input /work/old 2>/dev/null && echo moved; rm -rf /work/repo 2>/dev/null; ls -d /work/repo; ' +
        'echo x > /tmp/x && echo x > ~/x && echo x > /work/out/x && echo scratch works',
    );
    expect(log).toBe('/work/repo\nscratch works\n');
    expect(result.exitCode).toBe(0);
  });

  test('there is no power: no root, no capability, no new privilege, filtered system calls', async () => {
    const { log } = await sh(
      'id -u; id -g; grep -E "^(CapEff|CapBnd|NoNewPrivs|Seccomp):" /proc/self/status | tr -d "\\t"',
    );
    expect(log).toBe(
      '10001\n10001\nCapBnd:0000000000000000\nCapEff:0000000000000000\nNoNewPrivs:1\nSeccomp:2\n'.replace(
        'CapBnd:0000000000000000\nCapEff:0000000000000000',
        'CapEff:0000000000000000\nCapBnd:0000000000000000',
      ),
    );
  });

  test.runIf(process.arch === 'x64')(
    'a socket to the host of a virtual machine is refused, an ordinary one is not',
    async () => {
      const program = (family: number) =>
        `echo ${socketProgram(family).toString('base64')} | base64 -d > /tmp/p${family}; chmod +x /tmp/p${family}; /tmp/p${family}; echo ${family} $?; `;
      // 1 is EPERM; a descriptor n comes back as 256 - n.
      expect((await sh(program(AF_VSOCK) + program(AF_INET))).log).toBe(`${AF_VSOCK} 1\n${AF_INET} 253\n`);
    },
  );

  test('io_uring is refused', async () => {
    const script =
      "UV_USE_IO_URING=1 node -e \"const fs = require('fs'); fs.promises.readFile('/etc/passwd').then(() => { for (const f of fs.readdirSync('/proc/self/fd')) try { console.log(fs.readlinkSync('/proc/self/fd/' + f)); } catch {} })\"";
    const { log } = await sh(script);
    expect(log).toContain('anon_inode:[eventpoll]');
    expect(log).not.toContain('io_uring');
  });

  test('the relay can be neither signalled nor read', async () => {
    const { log } = await sh(
      'for p in /proc/[0-9]*; do pid=$(basename $p); [ "$(stat -c %u $p)" = 10001 ] && continue; kill -9 $pid 2>/dev/null && echo "killed $pid"; cat $p/environ 2>/dev/null | head -c 1; head -c 1 $p/fd/1 2>/dev/null; done; echo survived',
    );
    expect(log).toBe('survived\n');
  });

  test('a fork bomb stops at the process limit and dies with the agent', async () => {
    const bomb =
      'const { spawn } = require("child_process"); let ok = 0, no = 0; for (let i = 0; i < 120; i++) spawn("sleep", ["30"], { stdio: "ignore" }).on("spawn", () => ok++).on("error", () => no++); setTimeout(() => { console.log("started", ok, "refused", no); process.exit(0); }, 1500);';
    const spec = bench.spec('', { limits: { ...LIMITS, pids: 60 } });
    const { log, result } = await bench.run(sandbox, {
      ...spec,
      agent: { ...spec.agent, command: ['node', '-e', bomb] },
    });
    const [, started = '', refused = ''] = /started (\d+) refused (\d+)/.exec(log) ?? [];
    expect(Number(started)).toBeLessThan(60);
    expect(Number(refused)).toBeGreaterThan(60);
    expect(result).toMatchObject({ ended: 'exited', exitCode: 0 });
  });

  test('a memory bomb ends as out of memory, and what was done is collected', async () => {
    const script =
      'echo done > done.txt; exec node -e "const a = []; for (;;) a.push(Buffer.alloc(10000000, 1))"';
    const { result } = await sh(script, { memoryBytes: 96 * MIB });
    expect(result).toMatchObject({ ended: 'out_of_memory', exitCode: 137 });
    expect(await bench.treeOf(result.bundlePath)).toHaveProperty('done.txt');
  });

  test('one file cannot be larger than the disk limit', async () => {
    const { log } = await sh('head -c 20000000 /dev/zero > big 2>/dev/null; stat -c %s big; rm big', {
      diskBytes: 5 * MIB,
    });
    expect(log).toBe(`${5 * MIB}\n`);
  });

  test('a log flood is drained and cut, and stops when told', async () => {
    const run = await bench.start(
      sandbox,
      bench.spec('exec yes flood', { limits: { ...LIMITS, maxLogBytes: MIB } }),
    );
    await run.says('flood');
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const beganMs = performance.now();
    await sandbox.stop(run.spec.key, { collect: false });
    const { result, log } = await run.done;
    expect(performance.now() - beganMs).toBeLessThan(2_000);
    expect(result).toMatchObject({ ended: 'stopped', logTruncated: true });
    expect(log.length).toBeLessThan(MIB + 100);
  });
});
