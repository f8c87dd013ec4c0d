// green: `Failure in module.Class.test`, frames without the traceback's first line, and `FAILED (errors=1, passes=3)`.
import type { Grammar } from '../../grammar.ts';
import { titledFailures } from './titled-failures.ts';

const TITLE = /^(?:Error|Failure|Unexpected success) in ([\w.]{3,500})(?: (\(.{1,300}\)))?$/;
const END = /^(?:Ran \d{1,7} tests? in |Captured std(?:out|err) for |Skipped \S|No Tests Found$)/;
const SUMMARY = /^(OK|FAILED) \(.{0,200}\bpasses=\d/;

export const green: Grammar = {
  tool: 'green',
  marks: ['Failure in ', 'Error in ', 'Unexpected success in ', 'passes='],
  read(lines) {
    const last = lines.findLast(({ text }) => SUMMARY.test(text))?.text;
    if (last === undefined) return { findings: [] };
    const findings = titledFailures(
      lines,
      (text) => {
        const [, id, sub] = TITLE.exec(text) ?? [];
        return id === undefined ? undefined : { id, sub };
      },
      (text) => END.test(text),
    );
    return { findings, ended: last.startsWith('OK') ? 'passed' : 'failed' };
  },
};
