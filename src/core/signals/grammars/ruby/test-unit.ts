// test-unit: `Failure: test_x(ClassName)` or `Error: test_x(ClassName): message` between rules, the place, the lines around it, the values.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { ownPlace, placeIn } from './backtrace.ts';

const HEAD = /^(Failure|Error): (\S.{0,500}?)\(([A-Z][\w:]{0,300})\)(?::|: (.{0,2000}))?$/;
const RULE = /^={20,}$/;
const SOURCE = /^ {1,12}(?:=> {1,8})?\d{1,7}: /;

export const testUnit: Grammar = {
  tool: 'test-unit',
  marks: ['Failure: ', 'Error: '],
  read(lines) {
    return { findings: lines.flatMap((_, at) => findingAt(lines, at) ?? []) };
  },
};

function findingAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const head = HEAD.exec(textAt(lines, at));
  if (head === null) return undefined;
  const [, , name = '', suite = '', error] = head;
  const to = endOf(lines, at + 1, (text) => RULE.test(text), 100);
  const place = ownPlace(lines, at + 1, to);
  const said = lines
    .slice(at + 1, to)
    .filter(
      ({ text }) => placeIn(text) === undefined && !SOURCE.test(text) && !/^ {1,12}\d{1,7}:$/.test(text),
    );
  return {
    kind: 'test',
    testId: `${name}(${suite})`,
    suite,
    file: place?.file,
    line: place?.line,
    message: error ?? textOf(said, 0, said.length),
    from: at,
    to,
  };
}
