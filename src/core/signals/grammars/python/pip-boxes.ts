// pip's and uv's boxes around what a build printed: a title behind ×, the output behind ╰─>, and in it the one line that says why.
import { endOf, type Finding, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isOwn } from './frames.ts';
import { causeIn } from './sayings.ts';

const SLUG = /^\s{0,6}error: ([a-z]{2,30}(?:-[a-z]{1,30}){1,8})$/;
const TITLE = /^\s{0,6}× (\S.{0,500})$/;
const OUTPUT = /^\s{0,6}╰─> \[\d{1,6} lines? of output\]$/;
const OUTPUT_END = '[end of output]';
const DETAIL = /^\s{0,6}╰─> (\S.{0,1000})$/;
const ABOVE = 'See above for output.';
const CONFIG =
  /^(?:externally-managed-environment|missing-pyproject-build-system-requires|invalid-pyproject-build-system-requires)$/;
const BUILD =
  /^(?:subprocess-exited-with-error|metadata-generation-failed|legacy-install-failure|failed-wheel-build-for-install)$/;

export function boxesIn(lines: readonly LogLine[]): readonly Finding[] {
  const boxes = lines.flatMap((_, at) => boxAt(lines, at) ?? []);
  const told = boxes.filter(({ message }) => !message.endsWith(ABOVE));
  return told.length > 0 ? told : boxes.slice(0, 1);
}

function boxAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const slug = SLUG.exec(textAt(lines, at))?.[1];
  if (slug === undefined) return undefined;
  const titleAt = endOf(lines, at + 1, (text) => TITLE.test(text), 4);
  const title = TITLE.exec(textAt(lines, titleAt))?.[1];
  if (title === undefined) return undefined;
  const arrow = endOf(lines, titleAt + 1, (text) => /^\s{0,6}╰─> /.test(text), 6);
  if (OUTPUT.test(textAt(lines, arrow))) return withOutput(lines, at, title, arrow);
  if (title.startsWith('git ')) return clonedAt(lines, at, title, arrow);
  const to = endOf(lines, arrow + 1, (text) => !/^\s{4}\S/.test(text), 20);
  const detail = DETAIL.exec(textAt(lines, arrow))?.[1] ?? '';
  const rest = lines.slice(arrow + 1, to).map(({ text }) => text.trim());
  // One wheel for each further line; a build's box says it better.
  const kind = CONFIG.test(slug) ? 'config' : BUILD.test(slug) ? 'build' : 'dependency';
  const isRepeated = slug === 'failed-wheel-build-for-install';
  const message = isRepeated ? ABOVE : [title, [detail, ...rest].join(' ')].join('\n');
  return { kind: causeIn(title, kind), message, from: at, to };
}

/** What git said of it stands above the box. */
function clonedAt(lines: readonly LogLine[], at: number, title: string, arrow: number): Finding {
  const fatal = lines
    .slice(Math.max(0, at - 8), at)
    .findLast(({ text }) => /^\s{0,6}(?:fatal|remote|ERROR): /.test(text));
  const command = title.replace(/ \S{0,40}[\\/](?:tmp|temp)[\\/]\S{1,200}/i, '');
  const message = fatal === undefined ? command : `${command}\n${fatal.text.trim()}`;
  const isEcho = fatal === undefined;
  return {
    kind: causeIn(message, 'dependency'),
    message: isEcho ? `${message}\n${ABOVE}` : message,
    from: at,
    to: Math.min(arrow + 1, lines.length),
  };
}

function withOutput(lines: readonly LogLine[], from: number, title: string, arrow: number): Finding {
  const end = endOf(lines, arrow + 1, (text) => text.trim() === OUTPUT_END, 4_000);
  const { said, file, line } = reasonIn(lines, arrow + 1, end);
  return {
    kind: causeIn(said, 'build'),
    file,
    line,
    message: said === '' ? title : `${title}\n${said}`,
    from,
    to: Math.min(end + 1, lines.length),
  };
}

const COMPILER = /^(?:[A-Za-z]:)?[^\s:][^:]{0,300}:\d{1,7}:(?:\d{1,7}:)? (?:fatal )?error: .{1,500}$/;
const RUST = /^error(?:\[E\d{4}\])?: .{1,500}$/;
const RAISED = /^(?:[\w.]{1,200}(?:Error|Exception|Exit|Warning|Unavailable)|SystemExit): .{0,1000}$/;
const SAYS = /^(?:\w{1,30} )?(?:error|Error|ERROR|fatal|FATAL)(?: error)?: .{1,1000}$/;
const FRAME = /^File "(.{1,800})", line (\d{1,7})/;

export type Reason = {
  readonly said: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
};

/** The line of a build's output that says why it failed: a compiler's first error, else what was raised, else an error of any kind. */
export function reasonIn(lines: readonly LogLine[], from: number, to: number): Reason {
  const texts = lines.slice(from, to).map(({ text }) => text.replace(/^[\s|]{1,20}/, ''));
  const compiled = texts.find((text) => COMPILER.test(text));
  // Where a compiler's own words say the place, they are the compiler's finding.
  if (compiled !== undefined) return { said: compiled };
  const said =
    texts.findLast((text) => RAISED.test(text)) ??
    texts.find((text) => SAYS.test(text) || RUST.test(text)) ??
    texts.findLast((text) => text !== '') ??
    '';
  const own = ownFrame(texts);
  return { said, file: own?.file, line: own?.line };
}

/** Builds run in folders of their own: a path there is nobody's. */
const isForeign = (file: string): boolean => !isOwn(file) || /[\\/](?:tmp|temp|\.cache)[\\/]/i.test(file);

function ownFrame(texts: readonly string[]): { file: string; line: number } | undefined {
  const found = texts.flatMap((text) => {
    const frame = FRAME.exec(text);
    return frame === null || isForeign(frame[1] ?? '')
      ? []
      : [{ file: frame[1] ?? '', line: Number(frame[2]) }];
  });
  return found.at(-1);
}
