// JSON of linters: eslint's files with messages, golangci-lint's issues, and flat lists of placed messages (ruff, pylint, shellcheck, stylelint).
import { field, isRecord, type Json, listOf, worded } from './json.ts';
import { clean, numberOf, type Report, type ReportFinding, stringOf } from './report.ts';

type Reading = Omit<Report, 'format'>;

const reading = (findings: readonly ReportFinding[], others: number): Reading => ({
  findings,
  notes: [],
  counts: { passed: findings.length === 0 ? 1 : 0, failed: findings.length, skipped: others, flaky: 0 },
});

const lint = (words: Omit<ReportFinding, 'kind' | 'fromLine' | 'toLine' | 'text'>): ReportFinding => ({
  kind: 'lint',
  ...words,
  message: clean(words.message),
  text: clean(words.message),
  fromLine: 0,
  toLine: 0,
});

export function eslintJson(value: Json): Reading {
  const all = listOf(value).flatMap((file) =>
    listOf(field(file, 'messages')).map((message) => ({ file, message })),
  );
  const errors = all.filter(
    ({ message }) => field(message, 'severity') === 2 || field(message, 'fatal') === true,
  );
  const findings = errors.map(({ file, message }) =>
    lint({
      tool: 'eslint',
      file: stringOf(field(file, 'filePath')),
      line: numberOf(field(message, 'line')),
      column: numberOf(field(message, 'column')),
      code: stringOf(field(message, 'ruleId')),
      message: stringOf(field(message, 'message')) ?? 'a rule was broken',
    }),
  );
  return reading(findings, all.length - errors.length);
}

export function golangciJson(value: Json): Reading {
  const findings = listOf(field(value, 'Issues')).map((issue) =>
    lint({
      tool: 'golangci-lint',
      file: stringOf(field(issue, 'Pos', 'Filename')),
      line: numberOf(field(issue, 'Pos', 'Line')),
      column: numberOf(field(issue, 'Pos', 'Column')),
      code: stringOf(field(issue, 'FromLinter')),
      message: stringOf(field(issue, 'Text')) ?? 'a rule was broken',
    }),
  );
  return reading(findings, 0);
}

const MILD = new Set(['warning', 'info', 'style', 'note', 'notice', 'convention', 'refactor']);

/** ruff, pylint, shellcheck and others: each message with its file. pylint's conventions fail the job as its errors do. */
export function placedListJson(value: Json): Reading {
  const all = listOf(value);
  const isRuff = all.some((item) => field(item, 'location', 'row') !== undefined);
  const isPylint = all.some((item) => field(item, 'message-id') !== undefined);
  const isShellcheck = all.some(
    (item) => field(item, 'endColumn') !== undefined && typeof field(item, 'code') === 'number',
  );
  const isMild = (item: Json) =>
    !isPylint && !isShellcheck && MILD.has(worded(field(item, 'level') ?? field(item, 'severity')));
  const hasErrors = all.some((item) => !isMild(item));
  const findings = all
    .filter((item) => !hasErrors || !isMild(item))
    .map((item) =>
      lint({
        tool: isRuff ? 'ruff' : isPylint ? 'pylint' : isShellcheck ? 'shellcheck' : 'lint',
        file:
          stringOf(field(item, 'filename')) ?? stringOf(field(item, 'path')) ?? stringOf(field(item, 'file')),
        line: numberOf(field(item, 'location', 'row')) ?? numberOf(field(item, 'line')),
        column: numberOf(field(item, 'location', 'column')) ?? numberOf(field(item, 'column')),
        code:
          codeOf(field(item, 'code'), isShellcheck ? 'SC' : '') ??
          stringOf(field(item, 'message-id')) ??
          stringOf(field(item, 'ruleId')),
        message: stringOf(field(item, 'message')) ?? 'a rule was broken',
      }),
    );
  return reading(findings, all.length - findings.length);
}

const codeOf = (code: Json, prefix: string): string | undefined =>
  typeof code === 'number' ? `${prefix}${code}` : stringOf(code);

/** rubocop's and erb_lint's files with offenses; a convention fails the job as an error does. */
export function rubocopJson(value: Json): Reading {
  const findings = listOf(field(value, 'files')).flatMap((file) =>
    listOf(field(file, 'offenses')).map((offense) =>
      lint({
        tool: 'rubocop',
        file: stringOf(field(file, 'path')),
        line: numberOf(field(offense, 'location', 'start_line') ?? field(offense, 'location', 'line')),
        column: numberOf(field(offense, 'location', 'start_column') ?? field(offense, 'location', 'column')),
        code: stringOf(field(offense, 'cop_name')),
        message: stringOf(field(offense, 'message')) ?? 'a rule was broken',
      }),
    ),
  );
  return reading(findings, 0);
}

/** phpstan and phpcs: messages under the path of each file. */
export function phpFilesJson(value: Json): Reading {
  const files = field(value, 'files');
  const isPhpcs = field(value, 'totals', 'warnings') !== undefined;
  const findings = (isRecord(files) ? Object.entries(files) : []).flatMap(([file, about]) =>
    listOf(field(about, 'messages')).map((message) =>
      lint({
        tool: isPhpcs ? 'phpcs' : 'phpstan',
        file,
        line: numberOf(field(message, 'line')),
        column: numberOf(field(message, 'column')),
        code: stringOf(field(message, 'identifier')) ?? stringOf(field(message, 'source')),
        message: stringOf(field(message, 'message')) ?? 'a rule was broken',
      }),
    ),
  );
  return reading(findings, 0);
}

/** stylelint: warnings under the source of each file; only errors fail it. */
export function stylelintJson(value: Json): Reading {
  const all = listOf(value).flatMap((file) =>
    listOf(field(file, 'warnings')).map((warning) => ({ file, warning })),
  );
  const errors = all.filter(({ warning }) => field(warning, 'severity') === 'error');
  const findings = errors.map(({ file, warning }) =>
    lint({
      tool: 'stylelint',
      file: stringOf(field(file, 'source')),
      line: numberOf(field(warning, 'line')),
      column: numberOf(field(warning, 'column')),
      code: stringOf(field(warning, 'rule')),
      message: stringOf(field(warning, 'text')) ?? 'a rule was broken',
    }),
  );
  return reading(findings, all.length - errors.length);
}

/** terraform validate -json and tofu's. */
export function terraformJson(value: Json): Reading {
  const all = listOf(field(value, 'diagnostics'));
  const errors = all.filter((item) => field(item, 'severity') === 'error');
  const findings = errors.map((item): ReportFinding => {
    const detail = stringOf(field(item, 'detail'));
    const message = [
      stringOf(field(item, 'summary')) ?? 'an error',
      ...(detail === undefined ? [] : [detail]),
    ];
    return {
      ...lint({
        tool: 'terraform',
        file: stringOf(field(item, 'range', 'filename')),
        line: numberOf(field(item, 'range', 'start', 'line')),
        column: numberOf(field(item, 'range', 'start', 'column')),
        message: message.join(': '),
      }),
      kind: 'build',
    };
  });
  return reading(findings, all.length - errors.length);
}
