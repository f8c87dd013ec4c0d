// `npm run bench`: measures everything beside its floor and prints the tables. `-- a c` runs only these, `--write` keeps the
// result in docs/performance.md, `--smoke` only sees that it all still runs.
import { parseArgs } from 'node:util';
import { ack } from './ack/ack.ts';
import { attemptStart } from './attempt-start/attempt-start.ts';
import { writeDocument } from './document.ts';
import { machine } from './machine.ts';
import { proxy } from './proxy/proxy.ts';
import type { Options, Result } from './result.ts';
import { resultOut } from './result-out/result-out.ts';
import { signals } from './signals/signals.ts';
import { tablesOf } from './table.ts';
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
if (flags.write && (flags.smoke || positionals.length > 0))
  throw new Error('--write keeps a whole and real run: leave out --smoke and the names');

const where = machine();
const results: Result[] = [];
for (const name of names) {
  const benchmark = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
  if (benchmark === undefined)
    throw new Error(`there is no benchmark "${name}", only ${Object.keys(BENCHMARKS).join(', ')}`);
  const say = (line: string) => console.error(`${name}: ${line}`);
  results.push(await benchmark({ smoke: flags.smoke, say }));
}
const block = `${where}\n\n${tablesOf(results)}`;
console.log(block);

const skipped = results.find((result) => 'skipped' in result);
if (flags.write && skipped !== undefined) throw new Error(`not written: ${skipped.name} was not measured`);
if (flags.write) writeDocument(block);
