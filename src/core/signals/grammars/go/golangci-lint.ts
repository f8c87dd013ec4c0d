// golangci-lint and staticcheck in their text formats: `file:line:column: message (linter)`, and gofmt's differences.
import type { Finding, Grammar } from '../../grammar.ts';

const ISSUE =
  /^(?:\S{0,200}?level=error .{0,200})?((?:[A-Za-z]:)?[\w.@~/\\ -]{1,500}\.(?:go|mod)):(\d{1,7})(?::(\d{1,7}))?: (.{1,3500}) \(([A-Za-z][\w-]{1,40})\)$/;
/** Its table: no brackets, columns apart. */
const ROW =
  /^((?:[A-Za-z]:)?[\w.@~/\\-]{1,500}\.(?:go|mod)):(\d{1,7})(?::(\d{1,7}))? {2,60}([a-z][\w-]{1,40}) {2,40}(\S.{0,3500})$/;
const TIMEOUT = /^level=error msg="(Timeout exceeded: .{1,500})"$/;
const FAILED =
  /^(?:level=error msg="|Error: )((?:can't load config|unsupported version|build linters|Running error|the Go language version|unknown linters).{1,1000}?)"?$/;
const DIFF = /^diff (?:-u )?(\S{1,1000}\.go)(?:\.orig)? \S{1,1000}\.go$/;
/** Linters of several rules name the one before the message. */
const RULE = /^([A-Z]{1,3}\d{3,4}): (.{1,3500})$/;
/** Words in brackets at the end of a line are a linter only if they look like one. */
const STATICCHECK = /^[A-Z]{1,3}\d{4}$/;
const FORMATTERS: ReadonlySet<string> = new Set(['gofmt', 'gofumpt', 'goimports', 'gci', 'golines']);

export const golangciLint: Grammar = {
  tool: 'golangci-lint',
  marks: ['.go:', 'diff ', 'level=error', 'Error: '],
  read(lines) {
    const late = lines.findIndex(({ text }) => TIMEOUT.test(text));
    const message = TIMEOUT.exec(lines[late]?.text ?? '')?.[1];
    if (message !== undefined)
      return { findings: [{ kind: 'timeout', message, from: Math.max(0, late - 1), to: late + 1 }] };
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      const failed = FAILED.exec(text)?.[1];
      if (failed !== undefined) return [{ kind: 'config', message: failed, from: at, to: at + 1 }];
      const unformatted = DIFF.exec(text)?.[1];
      if (unformatted !== undefined)
        return [
          {
            kind: 'format',
            tool: 'gofmt',
            file: unformatted,
            message: 'not formatted',
            from: at,
            to: at + 1,
          },
        ];
      return issueAt(text, at);
    });
    return { findings };
  },
};

function issueAt(text: string, at: number): readonly Finding[] {
  const row = ROW.exec(text);
  const found = row === null ? ISSUE.exec(text) : [...row.slice(0, 4), row[5], row[4]];
  if (found === null) return [];
  const [, file, line, column, message = '', linter = ''] = found;
  const rule = linter === 'typecheck' ? null : RULE.exec(message);
  const isStaticcheck = STATICCHECK.test(linter);
  if (!isStaticcheck && linter !== linter.toLowerCase()) return [];
  return [
    {
      kind: linter === 'typecheck' ? 'compile' : FORMATTERS.has(linter) ? 'format' : 'lint',
      ...(isStaticcheck ? { tool: 'staticcheck' } : {}),
      file,
      line: Number(line),
      column: column === undefined ? undefined : Number(column),
      code: rule?.[1] ?? linter,
      message: rule?.[2] ?? message,
      from: at,
      to: at + 1,
    },
  ];
}
