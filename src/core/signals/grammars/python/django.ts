// Django's own checks: `app.Model.field: (fields.E300) what`, migrations that are missing, commands that are given wrongly.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const CHECKS =
  /^(?:(?:django\.core\.management\.base\.)?SystemCheckError: )?System check identified some issues:$/;
const ISSUE = /^(\S.{0,300}?): \(([a-z_]{1,60}\.[A-Z]\d{3})\) (.{1,1500})$/;
const LEVEL = /^(CRITICALS?|ERRORS?|WARNINGS?|INFOS?|DEBUGS?):$/;
const CHECKED = /^System check identified (?:no|\d{1,6}) issues?/;
const MIGRATIONS = /^Migrations for '([\w.]{1,100})':$/;
const COMMAND = /^(CommandError: .{1,1000}|Unknown command: '.{1,200}'.{0,200})$/;
const IN_LIST = /^\s{2,8}\S/;
const MAKE = /^make(?:\[\d\])?: /;
const MAX_LINES = 400;

export const django: Grammar = {
  tool: 'django',
  marks: ['System check identified some issues', "Migrations for '", 'CommandError: ', 'Unknown command: '],
  read(lines) {
    // What stands behind the last list of migrations that is not one itself: looked for once, not for each list.
    const lastOther = lines.findLastIndex(isOther);
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      if (CHECKS.test(text)) return issuesBelow(lines, at);
      const command = COMMAND.exec(text)?.[1];
      if (command !== undefined) return [{ kind: 'config', message: command, from: at, to: at + 1 }];
      const app = MIGRATIONS.exec(text)?.[1];
      return app === undefined ? [] : migrationAt(lines, at, app, lastOther);
    });
    return { findings };
  },
};

/** Warnings are no failures, but for `--fail-level WARNING`: that says SystemCheckError over them. */
function issuesBelow(lines: readonly LogLine[], at: number): readonly Finding[] {
  const to = endOf(lines, at + 1, (text) => CHECKED.test(text), MAX_LINES);
  const isFailed = textAt(lines, at).includes('SystemCheckError');
  let level = '';
  const issues = lines.slice(at, to).flatMap(({ text }, offset): Finding[] => {
    level = LEVEL.exec(text)?.[1] ?? level;
    const [whole, where = '', code, what = ''] = ISSUE.exec(text) ?? [];
    if (whole === undefined) return [];
    const message = where === '?' ? what : `${where}: ${what}`;
    const severity = /^[CE]/.test(level) ? 'error' : 'warning';
    return [{ kind: 'lint', code, severity, message, from: at + offset, to: at + offset + 1 }];
  });
  const errors = issues.filter(({ severity }) => severity === 'error');
  return errors.length > 0 ? errors : isFailed ? issues : [];
}

/** `makemigrations --check` makes none and fails; a run that makes them goes on with other words. */
function migrationAt(
  lines: readonly LogLine[],
  at: number,
  app: string,
  lastOther: number,
): readonly Finding[] {
  const to = endOf(lines, at + 1, (text) => !IN_LIST.test(text), 60);
  if (lastOther >= to || to === at + 1) return [];
  return [
    {
      kind: 'lint',
      code: 'migrations',
      message: `migrations are missing for ${app}\n${textOf(lines, at + 1, to)}`,
      from: at,
      to,
    },
  ];
}

const isOther = ({ text, mark }: LogLine): boolean =>
  text !== '' && mark !== 'error' && !MIGRATIONS.test(text) && !IN_LIST.test(text) && !MAKE.test(text);
