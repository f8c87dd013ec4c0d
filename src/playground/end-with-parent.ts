// Loaded into the playground's bot before anything of its own: a bot whose playground has died is of no use to anybody, and ends.
import { Socket } from 'node:net';
import { isMainThread } from 'node:worker_threads';

// Threads load this too, and their input ends with them.
if (isMainThread) {
  // Nothing is ever written to it. It closes when whoever holds its other end is gone, however they went.
  process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM'));
  process.stdin.resume();
  // It must not keep alive a bot that is done.
  if (process.stdin instanceof Socket) process.stdin.unref();
}
