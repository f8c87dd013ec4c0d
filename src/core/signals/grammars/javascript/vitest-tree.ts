// vitest's tree of tests while they run: all there is where the run was ended before its list of failures.
import { endOf, type Finding, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FILE = /^ ❯ (?:\|[^|]{1,100}\| )?(\S.{0,1000}?) {1,2}\(\d{1,6} tests? \| \d{1,6} failed/;
const FAILED = /^(\s{1,40})[×❯] (\S.{0,2000}?)(?: {1,2}\d{1,9}ms)?(?: \(retry x\d{1,3}\))?$/;
const GROUP = /^(\s{3,40})❯ (\S.{0,2000}?) \(\d{1,6}\)(?: \d{1,9}ms)?$/;
const WHY = /^\s{3,40}→ (.{1,3000})$/;
const SOURCE = /^\S.{0,1000}\.[cm]?[jt]sx?$/;

type Open = { readonly indent: number; readonly name: string };

export function vitestTree(lines: readonly LogLine[]): readonly Finding[] {
  const findings: Finding[] = [];
  let file: string | undefined;
  let groups: Open[] = [];
  lines.forEach(({ text }, at) => {
    const opened = FILE.exec(text)?.[1];
    if (opened !== undefined || text.startsWith(' ✓ ')) {
      file = opened;
      groups = [];
      return;
    }
    const group = GROUP.exec(text);
    const failed = group === null ? FAILED.exec(text) : null;
    const indent = (group ?? failed)?.[1]?.length ?? 0;
    if (indent > 0) groups = groups.filter((each) => each.indent < indent);
    if (group !== null) groups.push({ indent, name: group[2] ?? '' });
    if (failed === null) return;
    const [first = '', ...rest] = (failed[2] ?? '').split(' > ');
    const isVerbose = rest.length > 0 && SOURCE.test(first);
    // ❯ marks files and groups too; only under a file's head, or with a file before the name, is it a test.
    if (!isVerbose && (file === undefined || !text.includes('×'))) return;
    const names = isVerbose ? rest : [...groups.map(({ name }) => name), first, ...rest];
    const to = endOf(lines, at + 1, (each) => !WHY.test(each), 10);
    findings.push({
      kind: 'test',
      testId: names.join(' > '),
      suite: names.length > 1 ? names.slice(0, -1).join(' > ') : undefined,
      file: isVerbose ? first : file,
      message: WHY.exec(textAt(lines, at + 1))?.[1] ?? 'failed',
      from: at,
      to,
    });
  });
  return findings;
}
