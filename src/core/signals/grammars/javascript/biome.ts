// biome check, lint, format and ci: `file:line:column rule ━━━`, then `×` and what is wrong. `!` is a warning.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const HEAD =
  /^(?:::group::)?(\S.{0,1000}?)(?::(\d{1,7}):(\d{1,7}))? ((?:lint|assist|suppressions|syntax|plugin)(?:\/\S{1,120})?|format|parse|organizeImports|internalError\/\S{1,60}|deserialize|configuration)(?: {1,2}[A-Z]{4,20}(?: {1,2}[A-Z]{4,20})?)? {1,3}━{2,300}$/;
const SAID = /^ {2}([×!ℹi✖⚠]) (.{1,3000})$/;
const RULE = /━{3,300}$/;
const WARNINGS_FAIL = /^ {2}× Some warnings were emitted/;
/** It only says once more that the file could not be parsed. */
const ABORTED = /^Code formatting aborted/;

export const biome: Grammar = {
  tool: 'biome',
  marks: ['━━━'],
  read(lines) {
    const warns = lines.some(({ text }) => WARNINGS_FAIL.test(text));
    const findings = lines.flatMap(({ text }, at) => {
      const head = HEAD.exec(text);
      const found = head === null ? undefined : findingAt(lines, at, head);
      return found === undefined || (found.severity === 'warning' && !warns) ? [] : [found];
    });
    return { findings };
  },
};

function findingAt(lines: readonly LogLine[], at: number, head: RegExpExecArray): Finding | undefined {
  const [, file, line, column, code = ''] = head;
  const to = endOf(lines, at + 1, (text) => RULE.test(text), 200);
  const said = endOf(lines, at + 1, (text, no) => no >= to || SAID.test(text), 6);
  const [, sign, message = ''] = SAID.exec(textAt(lines, said)) ?? [];
  if (said >= to || sign === undefined || /[iℹ]/.test(sign) || ABORTED.test(message)) return undefined;
  // The first code below it; what follows are hints.
  const hint = endOf(lines, said + 1, (text, no) => no >= to || SAID.test(text) || /^Checked \d/.test(text));
  let end = hint;
  while (end > said + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return {
    kind: kindOf(code),
    file,
    ...(line === undefined ? {} : { line: Number(line), column: Number(column) }),
    code,
    severity: sign === '!' || sign === '⚠' ? 'warning' : 'error',
    // check shows what it would print, ci only that it differs.
    message: code === 'format' ? 'not formatted as biome does' : message,
    from: at,
    to: end,
  };
}

function kindOf(code: string): Finding['kind'] {
  if (code === 'format') return 'format';
  if (code === 'parse' || code.startsWith('syntax')) return 'compile';
  return code === 'deserialize' || code === 'configuration' ? 'config' : 'lint';
}
