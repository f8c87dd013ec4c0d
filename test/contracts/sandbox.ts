// What every Sandbox promises, told by running real agents in it: sandboxContract(name, make) registers the suite.
import { stat } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec, CommandSpec, Sandbox } from '#ports/sandbox.ts';
import { type Bench, LIMITS, type Running, sandboxBench } from './sandbox-bench.ts';

/** A sandbox under test. `another` opens the same place again, as a second process of the same Greenlight would. */
export type SandboxUnderTest = {
  readonly sandbox: Sandbox;
  readonly image: string;
  another(): Promise<Sandbox>;
  /** Closes everything that was made. */
  dispose(): Promise<void>;
};

const STUBBORN = "trap '' TERM INT HUP; echo ready; while :; do sleep 0.1; done";
const STOP_MS = 2000;

export function sandboxContract(name: string, make: () => Promise<SandboxUnderTest>): void {
  describe(`${name} keeps the sandbox contract`, () => {
    let under: SandboxUnderTest;
    let bench: Bench;

    beforeAll(async () => {
      under = await make();
      bench = await sandboxBench(under.image);
    });

    afterAll(async () => {
      await under?.dispose();
      await bench?.remove();
    });

    const run = (script: string, changes?: Partial<AttemptSpec>) =>
      bench.run(under.sandbox, bench.spec(script, changes));
    const start = async (script: string, changes?: Partial<AttemptSpec>): Promise<Running> =>
      await bench.start(under.sandbox, bench.spec(script, changes));
    test('attempts can run here', async () => {
      await under.sandbox.check();
    });

    describe('an agent at work', () => {
      test('starts in a clean checkout of the commit, on the branch greenlight/work', async () => {
        const { result, log } = await run(
          'git status --porcelain; git rev-parse HEAD; git branch --show-current; cat src/a.txt; git log --oneline | wc -l',
        );
        expect(log.split('\n').map((line) => line.trim())).toEqual([
          bench.baseSha,
          'greenlight/work',
          'one',
          '1',
          '',
        ]);
        expect(result).toMatchObject({ ended: 'exited', exitCode: 0, logTruncated: false });
        expect(result.endedAtMs).toBeGreaterThanOrEqual(result.startedAtMs);
      });

      test('is told what it needs by its environment', async () => {
        const script =
          'echo "$GREENLIGHT_TASK $GREENLIGHT_ATTEMPT $MODE"; cat "$GREENLIGHT_PROMPT_FILE" "$GREENLIGHT_INPUT_DIR/prompt.md" "$GREENLIGHT_SIGNALS_FILE"';
        const spec = bench.spec(script, { attempt: 3 });
        const { log } = await bench.run(under.sandbox, {
          ...spec,
          agent: { ...spec.agent, env: { MODE: 'quick' } },
        });
        expect(log).toMatch(/^t-[0-9a-f]{8} 3 quick\ndo it\ndo it\n\{"attempt":1,"failures":\[\]\}\n$/);
      });

      test('finds its own files in the input directory, whose path replaces {input} in its command', async () => {
        const spec = bench.spec('');
        const files = {
          'agent.sh': 'echo "$1"; echo "in=$GREENLIGHT_INPUT_DIR"; cat "$(dirname "$0")/rules.txt"',
          'rules.txt': 'be kind\n',
        };
        const agent = { ...spec.agent, command: ['sh', '{input}/agent.sh', 'in={input}'], files };
        const { log } = await bench.run(under.sandbox, { ...spec, agent });
        const [fromCommand, fromEnvironment, rules] = log.split('\n');
        expect(fromCommand).toMatch(/^in=\//);
        expect(fromEnvironment).toBe(fromCommand);
        expect(rules).toBe('be kind');
      });

      test('has its input directory outside the checkout', async () => {
        const { result } = await run('case "$GREENLIGHT_INPUT_DIR/" in "$PWD"/*) exit 1;; esac');
        expect(result).toMatchObject({ exitCode: 0, bundlePath: null });
      });

      test('sees nothing of the environment of Greenlight itself', async () => {
        vi.stubEnv('GREENLIGHT_SECRET_OF_THE_BOT', 'hunter2');
        const { log } = await run('env');
        vi.unstubAllEnvs();
        expect(log).toContain('GREENLIGHT_TASK=');
        expect(log).not.toContain('hunter2');
      });

      test('gives its exit code', async () => {
        expect((await run('exit 3')).result).toMatchObject({ ended: 'exited', exitCode: 3 });
      });

      test('that does not exist is a problem with a name', async () => {
        const spec = bench.spec('');
        const agent = { ...spec.agent, command: ['/no/such/agent'] };
        const failure = await bench.run(under.sandbox, { ...spec, agent }).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(PortError);
        expect(failure).toMatchObject({ problem: { code: 'agent_could_not_start' }, retryable: false });
      });

      test('is announced when it starts', async () => {
        const started = vi.fn();
        const spec = bench.spec('true');
        const hooks = { outDir: bench.folder, signal: new AbortController().signal, onLog() {}, started };
        await under.sandbox.run(spec, hooks);
        expect(started).toHaveBeenCalledTimes(1);
      });
    });

    describe('the result', () => {
      test('is null when nothing differs', async () => {
        expect((await run('touch src/a.txt; mkdir empty')).result.bundlePath).toBeNull();
      });

      test('is a bundle of what differs in the work tree', async () => {
        const { result } = await run(
          'echo two > src/a.txt; mkdir -p new; echo n > new/b.txt; rm README.md; ln -s src/a.txt link; mkdir node_modules; echo x > node_modules/x',
        );
        expect(await bench.treeOf(result.bundlePath)).toEqual({
          '.gitignore': 'node_modules/\n',
          'src/a.txt': 'two\n',
          'new/b.txt': 'n\n',
          link: '-> src/a.txt',
        });
      });

      test('is the work tree, committed or not, on whatever branch', async () => {
        const { result } = await run(
          'git checkout -q -b elsewhere; echo c > c.txt; git add -A; git commit -q -m c && echo d > d.txt && echo three > src/a.txt',
        );
        expect(result.exitCode).toBe(0);
        expect(await bench.treeOf(result.bundlePath)).toMatchObject({
          'c.txt': 'c\n',
          'd.txt': 'd\n',
          'src/a.txt': 'three\n',
        });
      });

      test('rests on the commit the attempt started from', async () => {
        const { result } = await run('echo x > x.txt');
        const heads = await bench.git('bundle', 'list-heads', result.bundlePath ?? '');
        expect(heads).toMatch(/^[0-9a-f]{40} refs\/heads\/greenlight\/work\n$/);
        await bench.git('bundle', 'verify', '-q', result.bundlePath ?? '');
        const other = await bench.commit({ 'later.txt': 'later\n' });
        const next = await run('cat later.txt; echo y > y.txt', { fromSha: other });
        expect(next.log).toBe('later\n');
        expect(await bench.treeOf(next.result.bundlePath)).toMatchObject({
          'later.txt': 'later\n',
          'y.txt': 'y\n',
        });
      });

      test('comes also from an agent that fails', async () => {
        const { result } = await run('echo half > half.txt; exit 9');
        expect(result.exitCode).toBe(9);
        expect(await bench.treeOf(result.bundlePath)).toMatchObject({ 'half.txt': 'half\n' });
      });

      test('lies in the directory that the caller named', async () => {
        const running = await start('echo x > x.txt');
        const { result } = await running.done;
        expect(result.bundlePath?.startsWith(`${bench.folder}/out-`)).toBe(true);
        expect((await stat(result.bundlePath ?? '')).size).toBeGreaterThan(0);
      });

      test('larger than its limit is refused by name', async () => {
        const script = 'head -c 3000000 /dev/urandom > big.bin';
        const tight = { limits: { ...LIMITS, maxBundleBytes: 1_000_000 } };
        const failure = await run(script, tight).catch((error: unknown) => error);
        expect(failure).toBeInstanceOf(PortError);
        expect(failure).toMatchObject({ problem: { code: 'bundle_invalid' }, retryable: false });
      });
    });

    describe('the result file', () => {
      test('is given as it is', async () => {
        const { result } = await run('printf \'{"summary":"né"}\' > "$GREENLIGHT_RESULT_FILE"');
        expect(result).toMatchObject({ resultFile: '{"summary":"né"}', bundlePath: null });
      });

      test('is null when there is none', async () => {
        expect((await run('true')).result.resultFile).toBeNull();
      });

      test('is read to 64 KiB and no further', async () => {
        const { result } = await run('head -c 300000 /dev/zero | tr "\\0" x > "$GREENLIGHT_RESULT_FILE"');
        expect(result.resultFile?.length).toBe(64 * 1024);
      });

      test.each([
        ['a symlink', 'ln -s /etc/passwd "$GREENLIGHT_RESULT_FILE"'],
        ['a directory', 'mkdir "$GREENLIGHT_RESULT_FILE"'],
      ])('that is %s is not followed', async (_kind, script) => {
        expect((await run(script)).result).toMatchObject({ exitCode: 0, resultFile: null });
      });
    });

    describe('the log', () => {
      test('holds stdout and stderr while the agent runs', async () => {
        const running = await start('echo out; echo err >&2; echo more; sleep 20');
        await running.says('out');
        await running.says('err');
        await running.says('more');
        await under.sandbox.stop(running.spec.key, { collect: false });
        await running.done;
      });

      test('past its limit keeps head and tail, and the agent is never held up', async () => {
        const script =
          'echo first line; node -e "for (let i = 0; i < 60000; i++) console.log(String(i).padEnd(99))"; echo last line';
        const { result, log } = await run(script, { limits: { ...LIMITS, maxLogBytes: 100_000 } });
        expect(result).toMatchObject({ ended: 'exited', exitCode: 0, logTruncated: true });
        expect(log.length).toBeLessThan(101_000);
        expect(log).toMatch(/^first line\n/);
        expect(log).toMatch(/last line\n$/);
      });

      test('within its limit is whole', async () => {
        const { result, log } = await run('head -c 90000 /dev/zero | tr "\\0" x', {
          limits: { ...LIMITS, maxLogBytes: 100_000 },
        });
        expect(result.logTruncated).toBe(false);
        expect(log.length).toBe(90_000);
      });
    });

    describe('an end that is not the agent’s own', () => {
      test('comes at the time limit, and what was done is collected', async () => {
        const limits = { ...LIMITS, timeoutMs: 800 };
        const { result } = await run(`echo partial > p.txt; ${STUBBORN}`, { limits });
        expect(result.ended).toBe('timed_out');
        expect(result.endedAtMs - result.startedAtMs).toBeLessThan(800 + STOP_MS);
        expect(await bench.treeOf(result.bundlePath)).toMatchObject({ 'p.txt': 'partial\n' });
      });

      test('comes within 2 s of stop, without a result', async () => {
        const running = await start(`echo partial > p.txt; ${STUBBORN}`);
        await running.says('ready');
        const beganMs = performance.now();
        await under.sandbox.stop(running.spec.key, { collect: false });
        const { result } = await running.done;
        expect(performance.now() - beganMs).toBeLessThan(STOP_MS);
        expect(result).toMatchObject({ ended: 'stopped', bundlePath: null, resultFile: null });
      });

      test('comes by stop with collect, and what was done is collected', async () => {
        const running = await start(`echo partial > p.txt; ${STUBBORN}`);
        await running.says('ready');
        const beganMs = performance.now();
        await under.sandbox.stop(running.spec.key, { collect: true });
        expect(performance.now() - beganMs).toBeLessThan(STOP_MS);
        const { result } = await running.done;
        expect(result.ended).toBe('stopped');
        expect(await bench.treeOf(result.bundlePath)).toMatchObject({ 'p.txt': 'partial\n' });
      });

      test.each([false, true])('comes by stop from another process (collect: %s)', async (collect) => {
        const running = await start(`echo partial > p.txt; ${STUBBORN}`);
        await running.says('ready');
        const other = await under.another();
        const beganMs = performance.now();
        await other.stop(running.spec.key, { collect });
        expect(performance.now() - beganMs).toBeLessThan(STOP_MS);
        const { result } = await running.done;
        expect(result.ended).toBe('stopped');
        expect(result.bundlePath !== null).toBe(collect);
        await other.close();
      });

      test('comes within 2 s of the signal', async () => {
        const running = await start(`echo partial > p.txt; ${STUBBORN}`);
        await running.says('ready');
        const beganMs = performance.now();
        running.abort.abort();
        const { result } = await running.done;
        expect(performance.now() - beganMs).toBeLessThan(STOP_MS);
        expect(result).toMatchObject({ ended: 'stopped', bundlePath: null, resultFile: null });
      });

      test('comes at once when the signal aborted before the start', async () => {
        const started = vi.fn();
        const hooks = { outDir: bench.folder, signal: AbortSignal.abort(), onLog() {}, started };
        const result = await under.sandbox.run(bench.spec('true'), hooks);
        expect(result).toMatchObject({ ended: 'stopped', bundlePath: null });
        expect(started).not.toHaveBeenCalled();
      });

      test('comes also while the workspace is being made', async () => {
        const running = await start(STUBBORN);
        running.abort.abort();
        expect((await running.done).result).toMatchObject({ ended: 'stopped', bundlePath: null });
      });

      test('takes the agent’s children along', async () => {
        const running = await start(`( ${STUBBORN} ) & sleep 0.2; echo spawned; wait`);
        await running.says('spawned');
        await under.sandbox.stop(running.spec.key, { collect: false });
        const { log } = await running.done;
        expect(log).toContain('ready');
      });

      test('takes along what the agent left behind when it exits', async () => {
        const { result } = await run(
          '(while :; do echo x >> late.txt; sleep 0.05; done) >/dev/null 2>&1 & sleep 0.2',
        );
        expect(result).toMatchObject({ ended: 'exited', exitCode: 0 });
        expect(await bench.treeOf(result.bundlePath)).toHaveProperty('late.txt');
      });

      test('of a run that does not exist is none', async () => {
        await under.sandbox.stop('t-00000000-a1', { collect: true });
        await under.sandbox.stop('t-00000000-a1', { collect: false });
      });
    });

    describe('a key that was used before', () => {
      test('starts from a clean workspace', async () => {
        const spec = bench.spec(
          'ls; echo dirt > dirt.txt; echo changed > src/a.txt; echo r > "$GREENLIGHT_RESULT_FILE"',
        );
        const first = await bench.run(under.sandbox, spec);
        expect(first.result.bundlePath).not.toBeNull();
        const again = {
          ...spec,
          run: 2,
          agent: { ...spec.agent, command: ['sh', '-c', 'ls; git status --porcelain'] },
        };
        const second = await bench.run(under.sandbox, again);
        expect(second.log).toBe('README.md\nsrc\n');
        expect(second.result).toMatchObject({ bundlePath: null, resultFile: null });
      });

      test.each(['the same', 'another'])(
        'by a run that lives ends that one first (in %s process)',
        async (where) => {
          const first = await start('echo ready; while :; do echo tick; sleep 0.02; done');
          await first.says('tick');
          const sandbox = where === 'another' ? await under.another() : under.sandbox;
          const spec = {
            ...first.spec,
            run: 2,
            agent: { ...first.spec.agent, command: ['sh', '-c', 'echo second; sleep 0.3'] },
          };
          const second = await bench.start(sandbox, spec);
          await second.says('second');
          const ticks = first.log().length;
          await second.done;
          expect(first.log().length).toBe(ticks);
          expect((await first.done).result).toMatchObject({
            ended: expect.stringMatching(/lost|stopped/),
            bundlePath: null,
          });
          expect((await second.done).result).toMatchObject({ ended: 'exited', exitCode: 0 });
          if (where === 'another') await sandbox.close();
        },
      );
    });

    describe('the reaper', () => {
      test('removes what is not live and spares what is', async () => {
        const live = await start('echo ready; sleep 3');
        const dead = await start(STUBBORN);
        await Promise.all([live.says('ready'), dead.says('ready')]);
        const other = await under.another();
        const removed = await other.reap(new Set([live.spec.key]));
        expect(removed).toContain(dead.spec.key);
        expect(removed).not.toContain(live.spec.key);
        expect((await dead.done).result).toMatchObject({
          ended: expect.stringMatching(/lost|stopped/),
          bundlePath: null,
        });
        expect((await live.done).result).toMatchObject({ ended: 'exited', exitCode: 0 });
        expect(await other.reap(new Set())).toEqual([]);
        await other.close();
      });
    });

    describe('a set-up', () => {
      const setup = (...commands: string[]) => ({
        setup: { commands, timeoutMs: 20_000, baseSha: bench.baseSha },
      });
      const MAKES = [
        'mkdir -p node_modules && echo dep > node_modules/x',
        'echo generated > "gen erated.txt"; echo changed >> src/a.txt; rm README.md',
        'echo tool > "$GREENLIGHT_SETUP_DIR/tool"',
      ];
      const LOOKS =
        'cat node_modules/x "gen erated.txt" "$GREENLIGHT_SETUP_DIR/tool" src/a.txt; ls; git status --porcelain';
      const SEEN = 'dep\ngenerated\ntool\none\nREADME.md\ngen erated.txt\nnode_modules\nsrc\n';

      test('has run before the agent starts, and nothing that it left is the agent’s work', async () => {
        const running = await start(`${LOOKS}; echo mine > mine.txt`, setup(...MAKES));
        const { result, log } = await running.done;
        expect(log).toBe(SEEN);
        expect(running.other('setup')).toContain('$ mkdir -p node_modules');
        expect(await bench.treeOf(result.bundlePath)).toEqual({
          '.gitignore': 'node_modules/\n',
          'README.md': '# bench\n',
          'src/a.txt': 'one\n',
          'mine.txt': 'mine\n',
        });
        const plain = bench.startCommand(under.sandbox, bench.command(LOOKS, setup(...MAKES)));
        expect((await plain.done).log).toBe(SEEN);
      });

      test('that fails is a problem that names the command and what it said', async () => {
        const running = await start('echo never', setup('true', 'echo "no such package" >&2; exit 3'));
        const failure = await running.done.catch((error: unknown) => error);
        expect(failure).toMatchObject({
          problem: { code: 'setup_failed', detail: expect.stringMatching(/exit code 3: .*no such package/s) },
          retryable: false,
        });
        expect(running.other('setup')).toContain('no such package');
        expect(running.log()).toBe('');
      });

      test('that takes too long is ended', async () => {
        const late = { setup: { commands: ['sleep 60'], timeoutMs: 700, baseSha: bench.baseSha } };
        const failure = await run('echo never', late).catch((error: unknown) => error);
        expect(failure).toMatchObject({ problem: { code: 'setup_failed' }, retryable: false });
      });

      test.each(['stop', 'the signal'])('is over for its run within 2 s of %s', async (how) => {
        const running = await start('echo never', setup('echo working', 'sleep 5'));
        await vi.waitFor(() => expect(running.other('setup')).toContain('working'), { timeout: 20_000 });
        const beganMs = performance.now();
        if (how === 'the signal') running.abort.abort();
        else await under.sandbox.stop(running.spec.key, { collect: true });
        expect((await running.done).result).toMatchObject({ ended: 'stopped', bundlePath: null });
        expect(performance.now() - beganMs).toBeLessThan(STOP_MS);
        expect(running.log()).toBe('');
      });
    });

    describe('a plain command', () => {
      const command = async (script: string, changes?: Partial<CommandSpec>) =>
        await bench.startCommand(under.sandbox, bench.command(script, changes)).done;

      test('runs in a clean checkout of the commit and gives its exit code', async () => {
        const { result, log } = await command('git rev-parse HEAD; cat src/a.txt; ls; exit 7');
        expect(log).toBe(`${bench.baseSha}\none\nREADME.md\nsrc\n`);
        expect(result).toMatchObject({ ended: 'exited', exitCode: 7, logTruncated: false });
        expect(result).not.toHaveProperty('bundlePath');
      });

      test('is given its environment and nothing of an agent’s or the bot’s', async () => {
        vi.stubEnv('GREENLIGHT_SECRET_OF_THE_BOT', 'hunter2');
        const { log } = await command('env', { env: { CI: 'true' } });
        vi.unstubAllEnvs();
        expect(log).toMatch(/^CI=true$/m);
        expect(log).not.toMatch(/hunter2|GREENLIGHT_(TASK|ATTEMPT|INPUT|PROMPT|SIGNALS|RESULT)/);
      });

      test('starts afresh each time, also under the same key', async () => {
        const spec = bench.command('ls; echo dirt > dirt.txt; git status --porcelain');
        for (const run of [1, 2]) {
          const { log } = await bench.startCommand(under.sandbox, { ...spec, run }).done;
          expect(log).toBe('README.md\nsrc\n?? dirt.txt\n');
        }
      });

      test('that is no program is a problem with a name', async () => {
        const failure = await command('', { command: ['/no/such/tool'] }).catch((error: unknown) => error);
        expect(failure).toMatchObject({ problem: { code: 'agent_could_not_start' }, retryable: false });
      });

      test('may print more than is kept', async () => {
        const limits = { ...LIMITS, maxLogBytes: 10_000 };
        const { result, log } = await command(
          'echo first; head -c 200000 /dev/zero | tr "\\0" x; echo last',
          {
            limits,
          },
        );
        expect(result).toMatchObject({ exitCode: 0, logTruncated: true });
        expect(log.length).toBeLessThan(11_000);
        expect(log).toMatch(/^first\n[\s\S]+last\n$/);
      });

      test('ends at its time limit', async () => {
        const { result } = await command(STUBBORN, { limits: { ...LIMITS, timeoutMs: 800 } });
        expect(result).toMatchObject({ ended: 'timed_out', exitCode: null });
        expect(result.endedAtMs - result.startedAtMs).toBeLessThan(800 + STOP_MS);
      });

      test.each(['stop', 'stop from another process', 'the signal'])('ends within 2 s of %s', async (how) => {
        const running = bench.startCommand(under.sandbox, bench.command(STUBBORN));
        await running.says('ready');
        const other = how.includes('another') ? await under.another() : under.sandbox;
        const beganMs = performance.now();
        if (how === 'the signal') running.abort.abort();
        else await other.stop(running.spec.key, { collect: false });
        expect((await running.done).result).toMatchObject({ ended: 'stopped', exitCode: null });
        expect(performance.now() - beganMs).toBeLessThan(STOP_MS);
        if (other !== under.sandbox) await other.close();
      });

      test('never has a second one live under its key', async () => {
        const spec = bench.command('echo ready; while :; do echo tick; sleep 0.02; done');
        const first = bench.startCommand(under.sandbox, spec);
        await first.says('tick');
        const second = bench.startCommand(under.sandbox, {
          ...spec,
          run: 2,
          command: ['sh', '-c', 'sleep 0.3'],
        });
        await second.started;
        const ticks = first.log().length;
        expect((await second.done).result).toMatchObject({ ended: 'exited', exitCode: 0 });
        expect(first.log().length).toBe(ticks);
        expect((await first.done).result.ended).toMatch(/lost|stopped/);
      });

      test('is reaped like an agent when nobody wants it', async () => {
        const running = bench.startCommand(under.sandbox, bench.command(STUBBORN));
        await running.says('ready');
        const other = await under.another();
        expect(await other.reap(new Set())).toContain(running.spec.key);
        expect((await running.done).result.ended).toMatch(/lost|stopped/);
        await other.close();
      });
    });

    test('closing ends what runs', async () => {
      const mine = await under.another();
      const running = await bench.start(mine, bench.spec(STUBBORN));
      await running.says('ready');
      await mine.close();
      expect((await running.done).result).toMatchObject({
        ended: expect.stringMatching(/lost|stopped/),
        bundlePath: null,
      });
      await mine.close();
    });
  });
}
