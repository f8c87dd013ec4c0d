// What an agent remembers is there for its task's next attempt, and for nobody else: on the engine itself, and behind a runner.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { labels } from '#adapters/docker/names.ts';
import { runnerSandbox } from '#adapters/runner/runner-sandbox.ts';
import { startRunner } from '#adapters/runner/runner-server.ts';
import { attemptKey } from '#core/task/names.ts';
import { silentLog } from '#ports/log.ts';
import type { AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import { describeWith } from '#test/support/parts.ts';
import { realClock } from './engine-for.ts';
import { onEngine } from './on-engine.ts';

const READS =
  'echo "id=$GREENLIGHT_SESSION"; cat "$GREENLIGHT_SESSION_DIR/notes" 2>/dev/null || echo nothing';
const WRITES =
  'mkdir -p "$GREENLIGHT_SESSION_DIR/deep"; echo one >> "$GREENLIGHT_SESSION_DIR/notes"; chmod 700 "$GREENLIGHT_SESSION_DIR/deep"';
const THERE = { wasThere: true, isKept: true };

describeWith('docker', 'what an agent remembers', () => {
  const on = onEngine();

  describe.each(['directly', 'behind a runner'])('%s', (how) => {
    let sandbox: Sandbox;
    let dispose = async (): Promise<void> => undefined;

    beforeAll(async () => {
      sandbox = on.engine.sandbox();
      if (how === 'directly') return;
      const dataDir = mkdtempSync(join(tmpdir(), 'greenlight-test-'));
      const address = { socketPath: join(dataDir, 'runner.sock') };
      const common = { dataDir, address, token: null, env: process.env, log: silentLog };
      const runner = await startRunner({ sandbox, ...common });
      sandbox = runnerSandbox({ kind: 'docker', address, token: null, clock: realClock, log: silentLog });
      dispose = async () => {
        await sandbox.close();
        await runner.close();
        rmSync(dataDir, { recursive: true, force: true });
      };
    });
    afterAll(() => dispose());

    /** An attempt of a task of its own, or the next one of that task. */
    function remembering(
      script: string,
      before?: AttemptSpec,
      changes: Partial<AttemptSpec> = {},
    ): AttemptSpec {
      const spec = on.bench.spec(script);
      const agent = { ...spec.agent, keepsSession: true as const };
      if (before === undefined) return { ...spec, agent, ...changes };
      const { taskId, attempt, run } = before;
      const resume = { id: 'conversation-1', attempt, run };
      const next = { taskId, attempt: attempt + 1, key: attemptKey(taskId, attempt + 1) };
      return { ...spec, ...next, agent, resume, ...changes };
    }
    const sessions = async (task: string) =>
      (await on.engine.volumes()).filter(
        ({ Labels }) => Labels?.[labels.role] === 'session' && Labels[labels.task] === task,
      );

    test('is there for the next attempt, which adds to it, and goes when the task is forgotten', async () => {
      const first = remembering(`${READS}; ${WRITES}`);
      const one = await on.bench.run(sandbox, first);
      expect(one).toMatchObject({ log: 'id=\nnothing\n', result: { exitCode: 0 } });
      expect(one.result.session).toEqual({ wasThere: false, isKept: true });
      expect(one.result.bundlePath).toBeNull();

      const second = remembering(`${READS}; ${WRITES}`, first);
      const checkout = { repo: first.repo, fromSha: first.fromSha, image: first.agent.image };
      const session = { taskId: first.taskId, agent: first.agent.name, attempt: 1, run: 1 };
      expect(await sandbox.warmth?.({ ...checkout, session })).toBe('session');
      expect(await sandbox.warmth?.({ ...checkout, session: { ...session, run: 2 } })).toBe('checkout');

      const two = await on.bench.run(sandbox, second);
      expect(two.log).toBe('id=conversation-1\none\n');
      expect(two.result.session).toEqual(THERE);

      const third = await on.bench.run(sandbox, remembering(READS, second));
      expect(third.log).toBe('id=conversation-1\none\none\n');
      expect(await sessions(first.taskId)).toHaveLength(2);

      await sandbox.forgetSessions?.({ allBut: new Set([first.taskId]) });
      expect(await sessions(first.taskId)).toHaveLength(2);
      await sandbox.forgetSessions?.({ of: first.taskId });
      expect(await sessions(first.taskId)).toEqual([]);
      const gone = await on.bench.run(sandbox, remembering(READS, second));
      expect(gone).toMatchObject({ log: 'id=\nnothing\n', result: { session: { wasThere: false } } });
    });

    test('is there again for an attempt that a crash took, as it was at its first run', async () => {
      const first = remembering(WRITES);
      await on.bench.run(sandbox, first);
      const second = remembering(`${WRITES}; sleep 30`, first);
      const lost = await on.bench.start(sandbox, second);
      await lost.started;
      const again = await on.bench.run(sandbox, remembering(READS, first, { run: 2 }));
      expect(again.log).toBe('id=conversation-1\none\n');
    });
  });

  test('is kept only of an agent that ends well, small, and of plain files', async () => {
    const dir = '"$GREENLIGHT_SESSION_DIR"';
    const wrong = [
      `${WRITES}; exit 1`,
      'true',
      `head -c 70000000 /dev/zero > ${dir}/big`,
      `ln -s /etc/passwd ${dir}/link`,
    ].map((script) => on.bench.spec(script));
    const kept = wrong.map(async (spec) => {
      const agent = { ...spec.agent, keepsSession: true as const };
      return (await on.bench.run(on.sandbox, { ...spec, agent })).result.session;
    });
    expect(await Promise.all(kept)).toEqual(wrong.map(() => ({ wasThere: false, isKept: false })));
    const tasks: readonly string[] = wrong.map(({ taskId }) => taskId);
    const left = (await on.engine.volumes()).filter(
      ({ Labels }) => Labels?.[labels.role] === 'session' && tasks.includes(Labels[labels.task] ?? ''),
    );
    expect(left).toEqual([]);
  });

  test('is no matter of an agent that does not ask for it', async () => {
    const { result, log } = await on.bench.run(
      on.sandbox,
      on.bench.spec('echo "dir=$GREENLIGHT_SESSION_DIR"'),
    );
    expect(log).toBe('dir=\n');
    expect(result).not.toHaveProperty('session');
  });
});
