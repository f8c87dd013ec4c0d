// ruff --output-format json-lines.
import { isRuff, ruffProblem } from '../linters/ruff.ts';
import { linterLines } from './linter-lines.ts';

export const ruffLines = linterLines({
  format: 'ruff-json',
  tool: 'ruff',
  marks: ['"noqa_row":'],
  like: /^\s{0,20}\{"cell":/,
  is: isRuff,
  problems: (item) => [ruffProblem(item)],
});
