// A desk in a thread that can be ended: a text made to take for ever, or all memory, costs one reading and not the bot.
import { Worker } from 'node:worker_threads';
import type { Desk, DeskOptions } from '#core/signals/job/desk.ts';
import type { UnreadWhy } from '#ports/log-reader.ts';
import type { DeskCall, DeskMethod, DeskReply } from './desk-call.ts';

const WORKER = new URL('./desk-worker.ts', import.meta.url);

export type ThreadLimits = { readonly callTimeoutMs: number; readonly memoryMb: number };

/** The thread is gone, or gave no answer; what it was reading is lost. */
export class DeskLost extends Error {
  override readonly name = 'DeskLost';
  readonly why: UnreadWhy;

  constructor(why: UnreadWhy, detail: string) {
    super(detail);
    this.why = why;
  }
}

export class DeskThread {
  readonly #worker: Worker;
  readonly #limits: ThreadLimits;

  constructor(options: DeskOptions, limits: ThreadLimits) {
    this.#limits = limits;
    this.#worker = new Worker(WORKER, {
      workerData: options,
      // The bot's environment holds its secrets; those to be hidden are handed over by name.
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: limits.memoryMb },
    });
    // A call that waits hears of it; without one it is nobody's news.
    this.#worker.on('error', () => undefined);
    this.#worker.unref();
  }

  /** Rejects with DeskLost; nothing more may be asked then. */
  async call<M extends DeskMethod>(method: M, ...args: Parameters<Desk[M]>): Promise<ReturnType<Desk[M]>> {
    const call: DeskCall = { method, args };
    const reply = await this.#answer(call);
    if ('error' in reply) throw new DeskLost('it_broke', reply.error);
    return reply.result as ReturnType<Desk[M]>;
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  async #answer(call: DeskCall): Promise<DeskReply> {
    const worker = this.#worker;
    const settled = new AbortController();
    worker.ref();
    try {
      return await new Promise<DeskReply>((resolve, reject) => {
        const lost = (why: UnreadWhy, detail: string) => reject(new DeskLost(why, detail));
        const onExit = () => lost('it_broke', 'the thread has ended');
        const onError = (error: NodeJS.ErrnoException) =>
          error.code === 'ERR_WORKER_OUT_OF_MEMORY'
            ? lost('too_much_memory', error.message)
            : lost('it_broke', error.stack ?? error.message);
        const timer = setTimeout(() => {
          lost('took_too_long', `${call.method} took longer than ${this.#limits.callTimeoutMs} ms`);
        }, this.#limits.callTimeoutMs);
        settled.signal.addEventListener('abort', () => {
          clearTimeout(timer);
          worker.off('exit', onExit).off('error', onError).off('message', resolve);
        });
        worker.once('message', resolve).once('error', onError).once('exit', onExit);
        worker.postMessage(call);
      });
    } finally {
      settled.abort();
      worker.unref();
    }
  }
}
