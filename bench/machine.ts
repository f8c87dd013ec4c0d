// What the figures were measured on, as far as it explains them: no names, no paths.
import { closeSync, fdatasyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { median } from './measure.ts';

const FLUSHES = 200;
const PAGE_BYTES = 4_096;

/** To be called before anything is measured: it also tells how busy the machine was with other things. */
export function machine(): string {
  const processor = cpus()[0]?.model.trim() || process.arch;
  return [
    `${availableParallelism()} cores (${processor})`,
    `${Math.round(totalmem() / 2 ** 30)} GB of memory`,
    `Node ${process.versions.node} on ${process.platform}`,
    `${flushMs().toFixed(2)} ms to flush 4 KB to the disk`,
    `load ${(loadavg()[0] ?? 0).toFixed(1)} before the run`,
    new Date().toISOString().slice(0, 10),
  ].join(', ');
}

/** Each promise that something is stored waits for this: on a slower disk every durable figure grows by it. */
function flushMs(): number {
  const dir = mkdtempSync(join(tmpdir(), 'greenlight-flush-'));
  const file = openSync(join(dir, 'probe'), 'a');
  try {
    const page = Buffer.alloc(PAGE_BYTES, 'x');
    const tookMs = Array.from({ length: FLUSHES }, () => {
      writeSync(file, page);
      const beganAtMs = performance.now();
      fdatasyncSync(file);
      return performance.now() - beganAtMs;
    });
    return median(tookMs);
  } finally {
    closeSync(file);
    rmSync(dir, { recursive: true });
  }
}
