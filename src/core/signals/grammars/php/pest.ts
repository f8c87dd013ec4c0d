// pest and Laravel's test command: `FAILED  Tests\Unit\LedgerTest > it adds`, what failed, `at tests/…php:4`.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';

const FAILED = /^\s{1,6}FAILED\s{2}(\S.{0,500}?) > (\S.{0,1000})$/;
const PLACE = /^\s{1,6}at (\S.{0,500}\.php):(\d{1,7})$/;
const SUMMARY = /^\s{1,6}Tests:\s{1,8}(?:\d{1,7} failed)?/;

export const pest: Grammar = {
  tool: 'pest',
  marks: [' FAILED  '],
  read(lines) {
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const failed = FAILED.exec(text);
      if (failed === null) return [];
      const [, suite = '', rest = ''] = failed;
      // The exception's name stands far to the right.
      const [name = '', exception] = rest.split(/\s{2,}/);
      const to = endOf(lines, at + 1, (each) => FAILED.test(each) || SUMMARY.test(each), 120);
      const placeAt = endOf(lines, at + 1, (each, line) => line >= to || PLACE.test(each), 120);
      const place = placeAt < to ? PLACE.exec(textAt(lines, placeAt)) : null;
      const said = textOf(lines, at + 1, placeAt);
      return [
        {
          kind: 'test',
          testId: `${suite} > ${name}`,
          suite,
          file: place?.[1],
          line: place === null ? undefined : Number(place[2]),
          message: exception === undefined ? said : `${exception}: ${said}`,
          from: at,
          to: place === null ? to : placeAt + 1,
        },
      ];
    });
    return { findings };
  },
};
