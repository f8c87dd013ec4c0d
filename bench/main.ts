// `npm run bench`: measures everything beside its floor and prints the tables. `-- a c` runs only these, `--write` keeps each
// result in docs/performance.md as soon as it is there, `--smoke` only sees that it all still runs.
import { parseArgs } from 'node:util';
import { ack } from './ack/ack.ts';
import { attemptStart } from './attempt-start/attempt-start.ts';
import { writeDocument } from './document.ts';
import { machine } from './machine.ts';
import { proxy } from './proxy/proxy.ts';
import type { Options, Result } from './result.ts';
import { resultOut } from './result-out/result-out.ts';
import { signals } from './signals/signals.ts';
import { tableOf } from './table.ts';
import { waiting } from './waiting/waiting.ts';
import { webhooks } from './webhooks/webhooks.ts';

const BENCHMARKS: Readonly<Record<string, (options: Options) => Promise<Result>>> = {
  a: ack,
  b: webhooks,
  c: attemptStart,
  d: waiting,
  e: resultOut,
  f: proxy,
  signals,
};

const { values: flags, positionals } = parseArgs({
  allowPositionals: true,
  options: { smoke: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
});
const names = positionals.length === 0 ? Object.keys(BENCHMARKS) : positionals;
if (flags.write && flags.smoke) throw new Error('--write keeps real figures: leave out --smoke');
const chosen = names.map((name) => [name, benchmarkOf(name)] as const);

// One that breaks must not cost the figures of the others.
for (const [name, benchmark] of chosen) {
  const where = machine();
  try {
    const result = await benchmark({ smoke: flags.smoke, say: (line) => console.error(`${name}: ${line}`) });
    const block = `${tableOf(result)}\n\nOn ${where}.`;
    console.log(`${block}\n`);
    if (flags.write && 'skipped' in result) throw new Error(`not written, since it was not measured`);
    if (flags.write) writeDocument(name, block);
  } catch (error) {
    console.error(`${name}:`, error);
    process.exitCode = 1;
  }
}

function benchmarkOf(name: string): (options: Options) => Promise<Result> {
  const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (benchmark === undefined)
    throw new Error(`there is no benchmark "${name}", only ${Object.keys(BENCHMARKS).join(', ')}`);
  return benchmark;
}
