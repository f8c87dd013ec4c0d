// The measured side runs in a process of its own, so that it and the load do not share an event loop. This is the parent's end.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type ServerProcess = {
  readonly url: string;
  /** Asks the child for one of the numbers it offers. */
  ask(question: string): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
};

export type FromChild =
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'answer'; readonly value: number };

/** `settings` reach the child as JSON. What it logs goes nowhere; what it complains about is seen. */
export async function startServer(file: URL, settings: object = {}): Promise<ServerProcess> {
  const child = fork(file, [JSON.stringify(settings)], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const exit = once(child, 'exit');
  const next = async (): Promise<FromChild> => {
    const gone = exit.then(([code, signal]) => {
      throw new Error(`${file.pathname} ended with ${signal ?? code}`);
    });
    const [message] = await Promise.race([once(child, 'message'), gone]);
    return message as FromChild;
  };
  const ready = await next();
  if (ready.kind !== 'ready') throw new Error(`${file.pathname} did not say where it listens`);
  return {
    url: ready.url,
    async ask(question) {
      child.send(question);
      const answer = await next();
      if (answer.kind !== 'answer') throw new Error(`${file.pathname} did not answer "${question}"`);
      return answer.value;
    },
    async [Symbol.asyncDispose]() {
      child.kill('SIGKILL');
      await exit;
    },
  };
}

export async function temporaryDir(): Promise<{ path: string; [Symbol.asyncDispose](): Promise<void> }> {
  const path = await mkdtemp(join(tmpdir(), 'greenlight-bench-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}
