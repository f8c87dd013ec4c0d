// Ruby: `a.rb:3:in 'total': message (RuntimeError)` with `from` lines below; rake says "aborted!" and the class first.
import { endOf, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import type { Place, TraceReader } from './trace.ts';

const HEAD =
  /^(?:\S{0,200}ruby: )?([^\s:][^:]{0,800}):(\d{1,7}):in [`'].{1,300}': (.{1,3000}) \(([A-Z][\w:]{0,200})\)$/;
const FROM = /^\s{1,8}(?:\d{1,5}: )?from ([^\s:][^:]{0,800}):(\d{1,7}):in /;
const RAKE = /^(?:rake|rails|bin\/rails) aborted!$/;
const RAKE_FRAME = /^([^\s:][^:]{0,800}):(\d{1,7}):in [`']/;
const FOREIGN = /[\\/](?:gems|rubygems|ruby)[\\/]|^<internal:|[\\/]lib[\\/]ruby[\\/]|[\\/]bundler?[\\/]/;

export const rubyTrace: TraceReader = (lines, at) => {
  const head = HEAD.exec(textAt(lines, at));
  if (head !== null) {
    const [, file = '', line, said = '', type = ''] = head;
    const to = endOf(lines, at + 1, (text) => !FROM.test(text));
    const first = { file, line: Number(line) };
    const place = FOREIGN.test(file) ? (ownFrame(lines, at + 1, to, FROM) ?? first) : first;
    return { kind: 'crash', ...place, message: `${type}: ${said}`, from: at, to };
  }
  if (!RAKE.test(textAt(lines, at))) return undefined;
  const frames = endOf(lines, at + 1, (text) => RAKE_FRAME.test(text) || text === '', 12);
  const to = endOf(lines, frames, (text) => !RAKE_FRAME.test(text));
  const message = lines
    .slice(at + 1, Math.max(frames, at + 2))
    .map(({ text }) => text)
    .join('\n');
  return {
    kind: 'crash',
    ...ownFrame(lines, frames, to, RAKE_FRAME),
    message,
    from: at,
    to: Math.max(to, at + 2),
  };
};

function ownFrame(lines: readonly LogLine[], from: number, to: number, frame: RegExp): Place | undefined {
  for (let at = from; at < to; at += 1) {
    const [, file = '', line] = frame.exec(textAt(lines, at)) ?? [];
    if (file !== '' && !FOREIGN.test(file)) return { file, line: Number(line) };
  }
  return undefined;
}
