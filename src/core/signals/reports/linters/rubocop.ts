// rubocop's and erb_lint's files with offenses; a convention fails the job as an error does.
import { field, listOf } from '../json.ts';
import { has, listHas } from '../json-kind.ts';
import { numberOf, stringOf } from '../report.ts';
import type { Linter } from './linter.ts';

export const rubocop: Linter = {
  format: 'rubocop-json',
  tool: 'rubocop',
  marks: ['"offenses":', '"offense_count":'],
  is: (value) => has(value, 'files') && (has(value, 'metadata') || listHas(value, 'files', 'offenses')),
  problems: (value) =>
    listOf(field(value, 'files')).flatMap((file) =>
      listOf(field(file, 'offenses')).map((offense) => ({
        at: offense,
        file: stringOf(field(file, 'path')),
        line: numberOf(field(offense, 'location', 'start_line') ?? field(offense, 'location', 'line')),
        column: numberOf(field(offense, 'location', 'start_column') ?? field(offense, 'location', 'column')),
        code: stringOf(field(offense, 'cop_name')),
        message: stringOf(field(offense, 'message')),
      })),
    ),
};
