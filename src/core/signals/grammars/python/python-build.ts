// `python -m build` and twine: a backend that gave up, below its own traceback; files that no index takes.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { reasonIn } from './pip-boxes.ts';
import { causeIn } from './sayings.ts';

const BACKEND =
  /^ERROR (Backend subprocess exited when trying to invoke \w{1,60}|Backend '.{1,200}' is not available\.?)$/;
const SAYINGS: readonly (readonly [FailureKind, RegExp])[] = [
  [
    'config',
    /^ERROR (Source .{1,500} (?:is not a directory|does not appear to be a Python project).{0,200}|Failed to parse .{1,500}|Failed to validate `build-system`.{0,300})$/,
  ],
  ['build', /^Checking (\S{1,500}: FAILED.{0,200})$/],
  ['dependency', /^ERROR (Missing dependencies:|Unmet dependencies .{0,300})$/],
  [
    'build',
    /^ERROR {4,8}((?:InvalidDistribution|InvalidMetadata|HTTPError|MissingConfiguration|UploadToDeprecated)\w{0,40}: .{1,800})$/,
  ],
];
/** What a build does before it calls the backend, each a line. */
const STAGE = /^\* \S/;

export const pythonBuild: Grammar = {
  tool: 'build',
  marks: [
    'ERROR Backend ',
    'ERROR Source ',
    'ERROR Failed to ',
    ': FAILED',
    'ERROR Missing dependencies',
    'ERROR Unmet',
    'InvalidDistribution',
    'HTTPError',
    'InvalidMetadata',
    'MissingConfiguration',
  ],
  read: (lines) => ({ findings: lines.flatMap((_, at) => findingAt(lines, at)) }),
};

function findingAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const backend = BACKEND.exec(textAt(lines, at))?.[1];
  if (backend !== undefined) return [builtAbove(lines, at, backend)];
  for (const [kind, pattern] of SAYINGS) {
    const message = pattern.exec(textAt(lines, at))?.[1];
    if (message === undefined) continue;
    const to = kind === 'dependency' ? endOf(lines, at + 1, (text) => !/^\s/.test(text), 40) : at + 1;
    const rest = lines.slice(at + 1, to).map(({ text }) => text.trim());
    return [{ kind: causeIn(message, kind), message: [message, ...rest].join('\n'), from: at, to }];
  }
  return [];
}

function builtAbove(lines: readonly LogLine[], at: number, message: string): Finding {
  const stage = lines.slice(0, at).findLastIndex(({ text }) => STAGE.test(text));
  const from = Math.max(stage + 1, at - 300);
  const { said, file, line } = reasonIn(lines, from, at);
  return {
    kind: causeIn(said, 'build'),
    file,
    line,
    message: said === '' ? message : `${message}\n${said}`,
    from,
    to: at + 1,
  };
}
