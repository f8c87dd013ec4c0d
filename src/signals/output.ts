// The standard output of a command whose reader may go away: `| head` has seen enough, and that is no failure.
import type { Writable } from 'node:stream';

export type Output = {
  /** Waits where a pipe is full: a later answer must not pile up in memory. False once nobody reads any more. */
  print(text: string): Promise<boolean>;
};

export function outputTo(stream: Writable): Output {
  let isOpen = true;
  stream.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
    isOpen = false;
  });
  return {
    async print(text) {
      if (!isOpen) return false;
      await new Promise<void>((resolve) => stream.write(text, () => resolve()));
      return isOpen;
    },
  };
}
