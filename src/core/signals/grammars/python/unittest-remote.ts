// Tests whose failure unittest could not print: Django's worker processes without tblib, and an interpreter that died in the middle of one.
import { endOf, type Finding, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { framesIn, isOwn } from './frames.ts';
import { isModuleOf, type Named, nameIn } from './unittest-ids.ts';

const FAILED = /^(\S.{0,1500}\)) failed:$/;
const SUBTEST_FAILED = /^Subtest failed:$/;
const PICKLING = /^Unfortunately, (?:tracebacks|the exception)/;
const RUNNING =
  /^\s{0,4}(\S.{0,1500}?) \.\.\.(?: (Fatal Python error: .{1,300}|Windows fatal exception: .{1,300}))?$/;
const DEATH =
  /^(?:Fatal Python error: .{1,300}|Windows fatal exception: .{1,300}|.{0,300}(?:Segmentation fault|Aborted|Bus error)(?: \(core dumped\))?.{0,200})$/;
const DUMPED = /^ {2}File "(.{1,1000})", line (\d{1,7}) in (.{1,200})$/;

/** `test (id) failed:`, the exception as it would be written in Python, and a lament. */
export function unpickledAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const named = nameIn(FAILED.exec(textAt(lines, at))?.[1] ?? '');
  if (named === undefined) return undefined;
  const to = endOf(lines, at + 1, (text) => PICKLING.test(text) || SUBTEST_FAILED.test(text), 400);
  if (!PICKLING.test(textAt(lines, to))) return undefined;
  return testOf(named, textOf(lines, at + 1, to).replace(/\n\s{0,8}/g, ' '), at, to);
}

const testOf = ({ id, suite }: Named, message: string, from: number, to: number): Finding => ({
  kind: 'test',
  testId: id,
  suite,
  message,
  from,
  to,
});

/** With -v: the last test that began and did not end, where the interpreter says that it died. */
export function deathIn(lines: readonly LogLine[], from: number, to: number): Finding | undefined {
  for (let at = to - 1; at >= from; at -= 1) {
    const [whole, title = '', fatal] = RUNNING.exec(textAt(lines, at)) ?? [];
    const named = whole === undefined ? undefined : (nameIn(title) ?? nameIn(textAt(lines, at - 1)));
    if (named === undefined) continue;
    const saidAt = fatal === undefined ? endOf(lines, at + 1, (text) => DEATH.test(text), 200) : at;
    const message = fatal ?? DEATH.exec(textAt(lines, saidAt))?.[0];
    if (message === undefined) return undefined;
    const dump = endOf(lines, saidAt + 1, (text) => DUMPED.test(text), 20);
    const end = endOf(lines, dump, (text) => !DUMPED.test(text), 200);
    const own = framesOf(lines, dump, end);
    const place = own.find(({ file }) => isModuleOf(named.id, file)) ?? own[0];
    return {
      ...testOf(named, message, at, Math.max(end, saidAt + 1)),
      kind: 'crash',
      file: place?.file,
      line: place?.line,
    };
  }
  return undefined;
}

const framesOf = (lines: readonly LogLine[], from: number, to: number) =>
  framesIn(lines, from, to).filter(({ file }) => isOwn(file));
