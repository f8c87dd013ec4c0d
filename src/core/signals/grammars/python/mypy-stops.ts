// What keeps mypy from checking at all: files and settings that it cannot read, and its own crashes.
import { endOf, type Finding, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { SOURCE_OR_SETTINGS } from './source-file.ts';

const INTERNAL = new RegExp(
  String.raw`^(?:${SOURCE_OR_SETTINGS}:(?<line>\d{1,7}):(?:\d{1,7}:)? )?error: INTERNAL ERROR -- `,
);
const NO_LINE = new RegExp(`^${SOURCE_OR_SETTINGS}: error: (?<message>.{1,2000})$`);
const CONFIG =
  /^(?:mypy: (?:error: )?(?:can't (?:read file|find)|cannot |No such).{1,1000}|There are no \.py\[i\] files in directory .{1,500}|.{1,300} is not a valid Python package name|mypy: error: .{1,500})$/;
/** One of these stands in every line that is read here. */
const SIGN = /error: |^mypy: |^There are no |package name$|^Daemon crashed!$/;
const CRASHED = 'Daemon crashed!';
const LAST_LINE = /^\S.{0,500}: : note: |^$/;

export const isSettings = (file: string): boolean => /\.(?:toml|ini|cfg)$/.test(file);

export function mypyStopAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const text = textAt(lines, at);
  if (!SIGN.test(text)) return undefined;
  const internal = INTERNAL.exec(text)?.groups;
  if (internal !== undefined || text === CRASHED) return crashAt(lines, at, internal);
  const config = CONFIG.exec(text)?.[0];
  if (config !== undefined) return { kind: 'config', message: config, from: at, to: at + 1 };
  const { file, message } = NO_LINE.exec(text)?.groups ?? {};
  return file === undefined
    ? undefined
    : { kind: 'config', file, message: message ?? '', from: at, to: at + 1 };
}

/** The traceback below it is mypy's own: only its last line says something. */
function crashAt(lines: readonly LogLine[], at: number, place: Record<string, string> | undefined): Finding {
  const to = endOf(lines, at + 1, (text) => LAST_LINE.test(text), 200);
  const raised = lines
    .slice(at + 1, to)
    .findLast(({ text }) => /^[A-Z]\w{1,80}(?:Error|Exception)\b/.test(text));
  return {
    kind: 'crash',
    file: place?.file,
    line: place?.line === undefined ? undefined : Number(place.line),
    message: raised === undefined ? 'INTERNAL ERROR' : `INTERNAL ERROR: ${raised.text}`,
    from: at,
    to: Math.min(to + 1, lines.length),
  };
}
