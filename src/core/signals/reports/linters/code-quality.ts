// The form that GitLab takes, which many linters can write (Code Climate's): ruff, ansible-lint, eslint, golangci-lint and others.
import { field, type Json, listOf } from '../json.ts';
import { firstHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const codeQuality: Linter = {
  format: 'code-quality-json',
  tool: 'lint',
  marks: ['"check_name":'],
  is: (value) => firstHas(value, 'check_name', 'location'),
  problems: (value) => listOf(value).map(problemOf),
};

function problemOf(item: Json) {
  const code = stringOf(field(item, 'check_name'));
  const place = field(item, 'location');
  const begin = field(place, 'lines', 'begin');
  return {
    at: item,
    // The only one that has no other JSON of its own.
    ...(stringOf(field(item, 'url'))?.includes('ansible') === true ? { tool: 'ansible-lint' } : {}),
    file: stringOf(field(place, 'path')),
    line:
      numberOf(field(place, 'positions', 'begin', 'line')) ??
      numberOf(begin) ??
      numberOf(field(begin, 'line')),
    column: numberOf(field(place, 'positions', 'begin', 'column')),
    code,
    message: stringOf(field(item, 'description'))?.replace(`${code}: `, ''),
  };
}
