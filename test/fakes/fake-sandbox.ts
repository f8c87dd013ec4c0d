// A sandbox in memory: each run waits until the test says how the agent ends. It keeps what it was given and what was stopped.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_DENIALS } from '#core/egress/denial.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import type { TaskId } from '#core/ids.ts';
import type {
  AttemptResult,
  AttemptSpec,
  CommandResult,
  CommandSpec,
  Forgetting,
  Sandbox,
} from '#ports/sandbox.ts';

export type FakeRun = {
  readonly spec: AttemptSpec;
  /** The agent prints. */
  print(text: string): void;
  /** The set-up prints, and then fails: the agent never starts. */
  failsSetup(text: string, failure: Error): void;
  /** A model answers: this much is used so far. */
  uses(usage: ModelUsage): void;
  /** The agent ends with a change of that name (null: without one). */
  end(
    change: string | null,
    more?: {
      exitCode?: number;
      result?: object;
      ended?: AttemptResult['ended'];
      denials?: AttemptResult['denials'];
      usage?: ModelUsage;
    },
  ): void;
};

/** A plain command that runs until the test ends it. */
export type FakeCommand = {
  readonly spec: CommandSpec;
  end(exitCode: number, more?: CommandEnd): void;
};
type CommandEnd = { print?: string } & Partial<Pick<CommandResult, 'ended' | 'denials'>>;
/** How a command ends by itself: its exit code and what it prints. Undefined leaves it running. */
export type Exits = (
  spec: CommandSpec,
  nth: number,
) => ({ exitCode: number } & CommandEnd) | Error | undefined;

/** Also where that has happened already. */
function whenAborted(signal: AbortSignal, act: () => void): void {
  if (signal.aborted) act();
  else signal.addEventListener('abort', act, { once: true });
}

export class FakeSandbox implements Sandbox {
  readonly kind = 'docker';
  readonly runs: FakeRun[] = [];
  readonly commands: FakeCommand[] = [];
  /** Says how commands end; without it each waits for the test. */
  exits: Exits = () => undefined;
  /** Tasks of which an agent's session is kept. */
  readonly sessions = new Set<TaskId>();
  /** Whether an agent that is ended has changed something. */
  hasWork = true;
  readonly stopped: { readonly key: string; readonly collect: boolean }[] = [];
  /** Runs at this moment: never two under one key. */
  readonly live = new Set<string>();
  /** Thrown by the next `check` calls. */
  readonly troubles: Error[] = [];
  #nowMs: () => number;
  #waiting: ((run: FakeRun) => void)[] = [];
  #enders = new Map<string, (change: string | null, more: { ended: AttemptResult['ended'] }) => void>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** The next run that begins. */
  next(): Promise<FakeRun> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async controls() {
    return [];
  }

  async check(): Promise<void> {
    const trouble = this.troubles.shift();
    if (trouble) throw trouble;
  }

  run(spec: AttemptSpec, hooks: Parameters<Sandbox['run']>[1]): Promise<AttemptResult> {
    if (this.live.has(spec.key)) throw new Error(`two runs under ${spec.key}`);
    this.live.add(spec.key);
    const startedAtMs = this.#nowMs();
    let used: ModelUsage | undefined;
    // An earlier run under the same key hears of the shutdown too: it must not end this one.
    let hasEnded = false;
    const { live } = this;
    return new Promise((resolve, reject) => {
      const end: FakeRun['end'] = (
        change,
        { exitCode = 0, result, ended = 'exited', denials = NO_DENIALS, usage = used } = {},
      ) => {
        if (hasEnded) return;
        hasEnded = true;
        this.live.delete(spec.key);
        const bundlePath =
          change === null ? null : join(mkdtempSync(join(hooks.outDir, 'b-')), 'result.bundle');
        if (bundlePath !== null) writeFileSync(bundlePath, String(change));
        const resultFile = result === undefined ? null : JSON.stringify(result);
        resolve({
          ended,
          exitCode: ended === 'exited' ? exitCode : null,
          bundlePath,
          resultFile,
          startedAtMs,
          endedAtMs: this.#nowMs(),
          logTruncated: false,
          denials,
          ...(usage === undefined ? {} : { usage }),
          ...(spec.agent.keepsSession === undefined ? {} : { session: this.#sessionOf(spec, exitCode) }),
        });
      };
      const run: FakeRun = {
        spec,
        print: (text) => hooks.onLog(Buffer.from(text)),
        failsSetup(text, failure) {
          hasEnded = true;
          live.delete(spec.key);
          hooks.onOther?.('setup', Buffer.from(text));
          reject(failure);
        },
        uses: (usage) => {
          used = usage;
          hooks.onUsage?.(usage);
        },
        end,
      };
      this.#enders.set(spec.key, end);
      this.runs.push(run);
      for (const signal of [hooks.signal, hooks.leave])
        if (signal !== undefined) whenAborted(signal, () => end(null, { ended: 'stopped' }));
      hooks.started?.();
      this.#waiting.shift()?.(run);
    });
  }

  #sessionOf({ taskId, resume }: AttemptSpec, exitCode: number): NonNullable<AttemptResult['session']> {
    const wasThere = resume !== undefined && this.sessions.has(taskId);
    if (exitCode === 0) this.sessions.add(taskId);
    return { wasThere, isKept: exitCode === 0 };
  }

  async forgetSessions(which: Forgetting): Promise<void> {
    for (const task of this.sessions)
      if ('of' in which ? task === which.of : !which.allBut.has(task)) this.sessions.delete(task);
  }

  runCommand(spec: CommandSpec, hooks: Parameters<Sandbox['runCommand']>[1]): Promise<CommandResult> {
    if (this.live.has(spec.key)) throw new Error(`two runs under ${spec.key}`);
    this.live.add(spec.key);
    const startedAtMs = this.#nowMs();
    let hasEnded = false;
    return new Promise((resolve, reject) => {
      const end: FakeCommand['end'] = (code, { print, ended = 'exited', denials = NO_DENIALS } = {}) => {
        if (hasEnded) return;
        hasEnded = true;
        this.live.delete(spec.key);
        if (print !== undefined) hooks.onLog(Buffer.from(print));
        const exitCode = ended === 'exited' ? code : null;
        const endedAtMs = this.#nowMs();
        resolve({ ended, exitCode, startedAtMs, endedAtMs, logTruncated: false, denials });
      };
      whenAborted(hooks.signal, () => end(0, { ended: 'stopped' }));
      this.#enders.set(spec.key, (_change, { ended }) => end(0, { ended }));
      this.commands.push({ spec, end });
      hooks.started?.();
      const exit = this.exits(spec, this.commands.length);
      if (exit instanceof Error) {
        this.live.delete(spec.key);
        reject(exit);
      } else if (exit !== undefined) end(exit.exitCode, exit);
    });
  }

  async stop(key: string, { collect }: { collect: boolean }): Promise<void> {
    this.stopped.push({ key, collect });
    this.#enders.get(key)?.(collect && this.hasWork ? 'partial work' : null, { ended: 'stopped' });
  }

  async reap(live: ReadonlySet<string>): Promise<readonly string[]> {
    const gone = [...this.live].filter((key) => !live.has(key));
    for (const key of gone) this.#enders.get(key)?.(null, { ended: 'lost' });
    return gone;
  }

  async close(): Promise<void> {
    await this.reap(new Set());
  }
}
