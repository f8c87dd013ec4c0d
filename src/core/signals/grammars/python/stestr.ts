// stestr and what else prints subunit for people: `{0} module.Class.test [0.1s] ... FAILED` with what was captured, and all failures once more at the end.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import { titledFailures } from './titled-failures.ts';

const RESULT =
  /^\{\d{1,4}\} (setUpClass \()?([\w.-]{3,500}?)(\(.{1,300}\))?\)?(?: \[[\d.]{1,12}s\])? \.\.\. (?:FAILED|inprogress)$/;
const ANY_RESULT = /^\{\d{1,4}\} \S.{0,600} \.\.\. [A-Za-z*]{2,12}\b/;
const NAME = /^([\w-]{1,200}(?:\.[\w-]{1,200}){1,20})(\(.{1,300}\))?$/;
const END = /^(?:={6,}|Totals$|Worker Balance$)/;
const TOTAL = /^ - (Passed|Failed|Unexpected Success): (\d{1,7})$/;

export const stestr: Grammar = {
  tool: 'stestr',
  marks: ['... FAILED', ' tests - output below:', ' - Passed: '],
  read(lines) {
    const totals = lines.flatMap(({ text }) => {
      const [whole, name, count] = TOTAL.exec(text) ?? [];
      return whole === undefined ? [] : [{ name, count: Number(count) }];
    });
    if (totals.length === 0) return { findings: [] };
    const once = titledFailures(
      lines,
      (text) => {
        const [, , id, parameters] = RESULT.exec(text) ?? [];
        return id === undefined ? undefined : { id: `${id}${parameters ?? ''}` };
      },
      (text) => ANY_RESULT.test(text) || END.test(text),
    );
    const again = titledFailures(
      lines,
      (text, at) => {
        const [name, id = '', parameters = ''] = NAME.exec(text) ?? [];
        const isUnderlined = name !== undefined && textAt(lines, at + 1) === '-'.repeat(name.length);
        return isUnderlined ? { id: `${id}${parameters}` } : undefined;
      },
      (text) => ANY_RESULT.test(text) || END.test(text),
    );
    const isFine = totals.every(({ name, count }) => name === 'Passed' || count === 0);
    return { findings: (once.length > 0 ? once : again).map(ofModule), ended: isFine ? 'passed' : 'failed' };
  },
};

/** A module that cannot be imported is a test of the loader's. */
function ofModule(finding: Finding): Finding {
  return finding.testId?.startsWith('unittest.loader._FailedTest.') === true
    ? { ...finding, kind: 'compile', testId: undefined, suite: undefined }
    : finding;
}
