// zope.testrunner: `Failure in test test_a (module.Class.test_a)`, and modules that it could not import, each with a traceback.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { titledFailures } from './titled-failures.ts';
import { placeOf, raisedText, tracebackIn } from './traceback.ts';
import { isModuleOf, moduleFileOf, nameIn } from './unittest-ids.ts';

const TITLE = /^(?:Error|Failure|Unexpected success) in test (\S.{0,1000})$/;
const MODULE = /^Module: ([\w.]{1,500})$/;
const END =
  /^(?: {2}Ran \d{1,7} tests with |Running \S{1,200} tests:|Tearing down |Tests with (?:errors|failures):|Total: \d|Test-module import failures:|\s{1,4}[\w.]{1,300} \([\w.]{1,500}\)(?: \([\d.]{1,12} s\))?$)/;
const RAN = /^\s{2}Ran \d{1,7} tests with (\d{1,7}) failures, (\d{1,7}) errors(?:, \d{1,7} skipped)? in /;

export const zope: Grammar = {
  tool: 'zope.testrunner',
  marks: [' in test ', 'Test-module import failures:', '  Ran '],
  read(lines) {
    const failed = titledFailures(
      lines,
      (text) => {
        const named = nameIn(TITLE.exec(text)?.[1] ?? '');
        return named === undefined ? undefined : { id: named.id, sub: named.sub || undefined };
      },
      (text) => END.test(text),
    );
    const findings = [...modulesIn(lines), ...failed];
    const ran = lines.flatMap(({ text }) => RAN.exec(text)?.slice(1) ?? []);
    if (ran.length === 0) return { findings };
    const isFine = findings.length === 0 && ran.every((count) => count === '0');
    return { findings, ended: isFine ? 'passed' : 'failed' };
  },
};

function modulesIn(lines: readonly LogLine[]): readonly Finding[] {
  const start = endOf(lines, 0, (text) => text === 'Test-module import failures:', lines.length);
  const end = endOf(lines, start + 1, (text) => END.test(text), 4_000);
  return lines.slice(start + 1, end).flatMap(({ text }, index): Finding[] => {
    const module = MODULE.exec(text)?.[1];
    if (module === undefined) return [];
    const at = start + 1 + index;
    const to = endOf(lines, at + 1, (each, no) => no >= end || MODULE.test(each), 400);
    const traceback = tracebackIn(lines, at + 1, to);
    if (traceback === undefined)
      return [
        {
          kind: 'config',
          file: moduleFileOf(`${module}.X`),
          message: textAt(lines, at + 2),
          from: at,
          to: at + 3,
        },
      ];
    const place = placeOf(traceback.frames, ({ file }) => isModuleOf(module, file));
    const message = raisedText(lines, traceback, to);
    return [{ kind: 'compile', file: place?.file, line: place?.line, message, from: at, to }];
  });
}
