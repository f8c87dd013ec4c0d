// markdownlint --json: a flat list; a rule has several names, the first is its number.
import { field, listOf } from '../json.ts';
import { firstHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const markdownlint: Linter = {
  format: 'markdownlint-json',
  tool: 'markdownlint',
  marks: ['"ruleNames":'],
  is: (value) => firstHas(value, 'fileName', 'ruleNames'),
  problems: (value) =>
    listOf(value).map((item) => {
      const said = stringOf(field(item, 'ruleDescription'));
      const detail = stringOf(field(item, 'errorDetail'));
      return {
        at: item,
        file: stringOf(field(item, 'fileName')),
        line: numberOf(field(item, 'lineNumber')),
        column: numberOf(listOf(field(item, 'errorRange'))[0]),
        code: stringOf(listOf(field(item, 'ruleNames'))[0]),
        message: detail === undefined ? said : `${said} [${detail}]`,
        isMild: field(item, 'severity') === 'warning',
      };
    }),
};
