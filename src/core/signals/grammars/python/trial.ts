// twisted's trial: between double rules `[FAIL]` or `[ERROR]`, a traceback, then the names of all tests that ended with it.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { placeOf, raisedText, tracebackIn } from './traceback.ts';
import { isModuleOf, moduleFileOf } from './unittest-ids.ts';

const RULE = /^={79}$/;
const THIN = /^-{79}$/;
const HEAD = /^\[(?:FAIL|ERROR|SUCCESS!\?!)\]$/;
const TEST = /^[\w-]{1,200}(?:\.[\w<>-]{1,300}){0,20}$/;
const LOADING = /\b(?:ModuleNotFound|ObjectNotFound|AttributeError|ImportError|SyntaxError)\b/;
const SUMMARY = /^(PASSED|FAILED) \(.{0,200}(?:successes|failures|errors|skips|expectedFailures)=/;
const MAX_LINES = 2_000;

export const trial: Grammar = {
  tool: 'trial',
  marks: ['[FAIL]', '[ERROR]', '[SUCCESS!?!]', 'PASSED ('],
  read(lines) {
    const findings = lines.flatMap(({ text }, at) =>
      RULE.test(text) && HEAD.test(textAt(lines, at + 1)) ? blockAt(lines, at) : [],
    );
    const last = lines.findLast(({ text }) => SUMMARY.test(text))?.text;
    return {
      findings,
      ended: last === undefined ? undefined : last.startsWith('PASSED') ? 'passed' : 'failed',
    };
  },
};

function blockAt(lines: readonly LogLine[], from: number): readonly Finding[] {
  const to = endOf(lines, from + 2, (text) => RULE.test(text) || THIN.test(text), MAX_LINES);
  const names: string[] = [];
  let end = to;
  while (end > from + 2 && TEST.test(textAt(lines, end - 1))) {
    end -= 1;
    names.unshift(textAt(lines, end));
  }
  const traceback = tracebackIn(lines, from + 2, end);
  const said = traceback === undefined ? textOf(lines, from + 2, end) : raisedText(lines, traceback, end);
  return names.map((name) => {
    const isTest = /\.test[^.]{0,300}$/i.test(name) || !LOADING.test(said.split('\n')[0] ?? '');
    const place = placeOf(traceback?.frames ?? [], ({ file }) => isModuleOf(name, file));
    return {
      kind: / still running at [\d.]{1,12} secs/.test(said) ? 'timeout' : isTest ? 'test' : 'compile',
      testId: isTest ? name : undefined,
      suite: isTest ? name.split('.').slice(0, -1).join('.') : undefined,
      file: place?.file ?? (isTest ? moduleFileOf(name) : undefined),
      line: place?.line,
      message: said.replace(/^Failure: /, '') || textAt(lines, from + 1),
      from,
      to,
    };
  });
}
