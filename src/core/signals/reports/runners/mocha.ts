// mocha --reporter json.
import { field, listOf } from '../json.ts';
import { has, type JsonKind } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import { heldAgainst } from '../sums.ts';
import { counted, testFinding } from './test-finding.ts';

export const mochaJson: JsonKind = {
  format: 'mocha-json',
  marks: ['"stats":'],
  is: (value) => has(value, 'stats') && has(value, 'failures'),
  read(value, where) {
    const findings = listOf(field(value, 'failures')).map((test) => {
      const body = stringOf(field(test, 'err', 'stack')) ?? stringOf(field(test, 'err', 'message')) ?? '';
      const title = stringOf(field(test, 'title')) ?? '';
      const full = stringOf(field(test, 'fullTitle')) ?? title;
      const suite = full.endsWith(title) ? full.slice(0, full.length - title.length).trim() : '';
      const words = { tool: 'mocha', testId: full, suite: suite || undefined };
      return testFinding(body, { ...words, file: stringOf(field(test, 'file')) }, where(test, full));
    });
    const sum = (key: string) => numberOf(field(value, 'stats', key));
    const reading = {
      findings,
      notes: [],
      counts: counted(sum('passes') ?? 0, findings.length, sum('pending') ?? 0),
    };
    return heldAgainst(reading, { failed: sum('failures') ?? 0, total: sum('tests') }, 'mocha');
  },
};
