// One file read in a process of its own: how long it took, and how much memory the process ever held.
import { readFileSignals } from '#src/signals/read-file.ts';

const beganAtMs = performance.now();
const { signals } = await readFileSignals({
  file: process.argv[2] ?? '-',
  redact: (text) => ({ text, count: 0 }),
});
const tookMs = performance.now() - beganAtMs;
const peakMb = process.resourceUsage().maxRSS / 1_024;
console.log(JSON.stringify({ tookMs, peakMb, outcome: signals.outcome }));
