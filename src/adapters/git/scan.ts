// Scans changed files in a thread of its own, with a time limit: hostile text must not stop the bot.
import { Worker } from 'node:worker_threads';
import type { ScanInput, ScanResult } from './scan-file.ts';

const WORKER = new URL('./scan-worker.ts', import.meta.url);
const MEMORY_MB = 512;

/** One result per file, in order; undefined where there was no time left to look. */
export async function scanFiles(
  files: readonly ScanInput[],
  timeoutMs: number,
): Promise<readonly (ScanResult | undefined)[]> {
  if (files.length === 0) return [];
  const results: (ScanResult | undefined)[] = files.map(() => undefined);
  const worker = new Worker(WORKER, {
    workerData: files,
    // The bot's environment holds its secrets; a scanner needs none.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB },
  });
  const timer = setTimeout(() => void worker.terminate(), timeoutMs);
  try {
    await new Promise<void>((resolve, reject) => {
      worker.on('message', ({ index, result }: { index: number; result: ScanResult }) => {
        results[index] = result;
      });
      worker.once('exit', () => resolve());
      worker.once('error', (error: NodeJS.ErrnoException) => {
        // Text that eats all memory is the text's fault: what was not looked at stays unknown.
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') resolve();
        else reject(error);
      });
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
  return results;
}
