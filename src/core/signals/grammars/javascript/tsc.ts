// The TypeScript compiler: plain, pretty, and as loaders and bundlers pass on what it says.
import { endOf, type Finding, type Grammar, type Reading, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const ERROR = /(?:^|: | - )error (TS\d{1,6}): /;
const PLACE = /^(.{1,1000})[(:](\d{1,7})[,:](\d{1,7})\)?$/;
/** What stands before the place where another tool passes it on: ts-loader, rollup, Angular's old builder. */
const PASSED_ON = /^(?:\[tsl\] ERROR in |Error: |ERROR in |\(!\) |✖ )/;
const CODE = /^\s{0,8}(TS\d{1,6}): (\S.{0,3000})$/;
const HEAD = /^(?:\[tsl\] )?ERROR in (\S.{0,1000}?)[:(](\d{1,7})[:,](\d{1,7})\)?$/;
const FOUND = /^Found (\d{1,9}) errors?(?: |\.|$)/;
/** The compiler's own options, and that it found no file to read. */
const CONFIG = /^TS(?:5\d{3}|6(?:046|053|064|231|304|305|306|307|310)|18\d{3})$/;

export const tsc: Grammar = {
  tool: 'tsc',
  marks: ['error TS', ': TS', ' TS', 'TS2', 'TS1', 'TS7'],
  read(lines) {
    const findings = lines.flatMap((_, at) => lineAt(lines, at) ?? loaderAt(lines, at) ?? []);
    return { findings, ended: endedAs(lines) };
  },
};

function lineAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const text = textAt(lines, at);
  const error = ERROR.exec(text);
  if (error === null) return undefined;
  const before = text.slice(0, error.index).trim().replace(PASSED_ON, '');
  const place = PLACE.exec(before);
  // Without a place it is about the project itself; in the middle of a sentence it is somebody's prose.
  if (place === null && error.index > 0) return undefined;
  const [, code = ''] = error;
  const to = endOfMessage(lines, at, text.search(/\S/));
  return told(lines, { code, place, said: text.slice(error.index + error[0].length), at, from: at, to });
}

/** webpack's loaders and checkers have the place on one line and the code on the next. */
function loaderAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const head = HEAD.exec(textAt(lines, at));
  const code = head === null ? null : CODE.exec(textAt(lines, at + 1));
  if (head === null || code === null) return undefined;
  const indent = textAt(lines, at + 1).search(/\S/);
  const to = endOfMessage(lines, at + 1, indent);
  return told(lines, { code: code[1] ?? '', place: head, said: code[2] ?? '', at: at + 1, from: at, to });
}

type Told = {
  readonly code: string;
  readonly place: RegExpExecArray | null;
  readonly said: string;
  readonly at: number;
  readonly from: number;
  readonly to: number;
};

function told(lines: readonly LogLine[], { code, place, said, at, from, to }: Told): Finding {
  const rest = lines.slice(at + 1, to).map(({ text }) => text.trimEnd());
  return {
    kind: CONFIG.test(code) ? 'config' : 'typecheck',
    file: place?.[1],
    line: place === null ? undefined : Number(place[2]),
    column: place === null ? undefined : Number(place[3]),
    code,
    message: [`${code}: ${said}`, ...rest].join('\n'),
    from,
    to,
  };
}

/** The chain of reasons is indented below the first line, deeper with each. */
function endOfMessage(lines: readonly LogLine[], at: number, indent: number): number {
  const isReason = (text: string) =>
    text.search(/\S/) > indent && !/^\s{1,12}(?:>|\d{1,7} |\||@|at |~)/.test(text) && !ERROR.test(text);
  return endOf(lines, at + 1, (text) => !isReason(text), 20);
}

function endedAs(lines: readonly LogLine[]): Reading['ended'] {
  const counts = lines.flatMap(({ text }) => FOUND.exec(text)?.[1] ?? []);
  if (counts.length === 0) return undefined;
  return counts.every((count) => count === '0') ? 'passed' : 'failed';
}
