// GNU ld, gold, lld, Apple's and Microsoft's linkers: symbols without a definition, with two, libraries that are not there.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const GNU =
  /^(?:\S{0,200}ld(?:\.\w{1,8})?: )?(?:\S{1,300}\.(?:o|a)\S{0,100}: )?(?:in function `[^']{1,500}': ?)?(?<file>(?:[A-Za-z]:)?[^\s:(][^:(]{0,500}):(?:(?<line>\d{1,7})|\([^)]{1,100}\)): (?:more )?(?<message>(?:undefined reference to|multiple definition of) [`'].{1,1000})$/;
const PLAIN =
  /^(?:\S{0,200}ld(?:\.\w{1,8})?|collect2|mold|wasm-ld|rust-lld): (?:error: |fatal: )?(?<message>(?:cannot find|unable to find library|library not found for|undefined symbol:|duplicate symbol:|undefined reference|symbol\(s\) not found|cannot open).{0,1000})$/;
const LLD_PLACE =
  /^>>> (?:referenced by|defined at) (?:(?:\S{1,300}) \()?(?<file>(?:[A-Za-z]:)?[^\s:()]{1,500}):(?<line>\d{1,7})\)?$/;
const APPLE = /^ {2}"(?<symbol>[^"]{1,800})", referenced from:$/;
const LNK =
  /^(?:\s{0,8}|\d{1,6}> ?)(?<file>\S[^:]{0,300}?) ?: (?:fatal )?error (?<code>LNK(?!1120)\d{4}): (?<message>.{1,2000}?)(?: \[[^\]]{1,500}proj\])?$/;

export const linkers: Grammar = {
  tool: 'ld',
  marks: [
    'undefined reference',
    'multiple definition',
    'ld: ',
    'ld.',
    'error LNK',
    'Undefined symbols for',
    'mold: ',
  ],
  read(lines) {
    return { findings: distinct(lines.flatMap(({ text }, at) => findingAt(lines, text, at))) };
  },
};

function findingAt(lines: readonly LogLine[], text: string, at: number): readonly Finding[] {
  const gnu = GNU.exec(text);
  if (gnu !== null) return [problemOf('build', gnu.groups, at)];
  const lnk = LNK.exec(text);
  if (lnk !== null) return [{ ...problemOf('build', { ...lnk.groups, file: undefined }, at), tool: 'msvc' }];
  const symbol = APPLE.exec(text)?.groups?.symbol;
  if (symbol !== undefined)
    return [{ kind: 'build', message: `undefined symbol: ${symbol}`, from: at, to: at + 2 }];
  const plain = PLAIN.exec(text);
  if (plain === null || plain.groups?.message?.startsWith('symbol(s)')) return [];
  const to = endOf(lines, at + 1, (each) => !each.startsWith('>>>'), 12);
  const place = LLD_PLACE.exec(textAt(lines, at + 1));
  return [{ ...problemOf('build', { ...place?.groups, ...plain.groups }, at, to) }];
}
