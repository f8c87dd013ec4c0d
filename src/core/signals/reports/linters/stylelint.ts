// stylelint -f json: warnings under the source of each file; only errors fail it.
import { field, listOf } from '../json.ts';
import { firstHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

/** The rule is said once more at the end. */
const RULE_BEHIND = / \([a-z][\w./@-]{0,100}\)$/;

export const stylelint: Linter = {
  format: 'stylelint-json',
  tool: 'stylelint',
  marks: ['"warnings":'],
  is: (value) => firstHas(value, 'source', 'warnings'),
  problems: (value) =>
    listOf(value).flatMap((file) =>
      listOf(field(file, 'warnings')).map((warning) => ({
        at: warning,
        file: stringOf(field(file, 'source')),
        line: numberOf(field(warning, 'line')),
        column: numberOf(field(warning, 'column')),
        code: stringOf(field(warning, 'rule')),
        message: stringOf(field(warning, 'text'))?.replace(RULE_BEHIND, ''),
        isMild: field(warning, 'severity') !== 'error',
      })),
    ),
};
