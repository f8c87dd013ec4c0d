// The floor: the same bytes read and split into lines, nothing looked for.
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

const beganAtMs = performance.now();
let lines = 0;
for await (const _ of createInterface({ input: createReadStream(process.argv[2] ?? '') })) lines += 1;
const tookMs = performance.now() - beganAtMs;
console.log(JSON.stringify({ tookMs, peakMb: process.resourceUsage().maxRSS / 1_024, lines }));
