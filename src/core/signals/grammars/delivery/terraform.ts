// terraform and tofu: `Error: what`, `on main.tf line 3, in …:`, the lines, and why; in a box where it prints colours. Also fmt -check -diff.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const BOX = /^[│╷╵]\s?/;
const ERROR = /^Error: (\S.{0,1000})$/;
const PLACE = /^\s{0,4}on (\S.{0,500}?) line (\d{1,7})(?:, in .{1,500})?:$/;
const FMT = /^--- old\/(\S.{0,500}\.(?:tf|tfvars|tofu))$/;
const SOURCE = /^\s{1,6}\d{1,7}:|^\s{1,8}├─{4,}$|^\s{1,8}│ .{1,300} is /;
/** Errors without a place, where it prints no box: these are its own words. */
const TITLES =
  /^(?:Failed to (?:query available provider packages|install provider|download module|get existing workspaces|read state|load plugin schemas)|Error (?:acquiring|locking) the state|Inconsistent dependency lock file|Backend (?:initialization required|configuration changed)|Provider (?:requirements cannot be satisfied|produced inconsistent)|Unsupported Terraform Core version|Could not load plugin|Module not installed|Invalid provider registry host|No configuration files)/;
const NETWORK =
  /registry|could not connect|connection (?:refused|reset)|timeout|TLS handshake|no such host|\b50[0234]\b/i;
const PERMISSION = /access ?denied|unauthorized|forbidden|no valid credential|\b40[13]\b/i;
const MAX_LINES = 60;

export const terraform: Grammar = {
  tool: 'terraform',
  marks: ['Error: ', '--- old/'],
  read(boxed) {
    const lines = boxed.map((line) =>
      BOX.test(line.text) ? { ...line, text: line.text.replace(BOX, '') } : line,
    );
    const findings = lines.flatMap((_, at) => [...errorAt(lines, boxed, at), ...formatAt(lines, at)]);
    return { findings };
  },
};

/** "Error: …" opens errors of many tools: terraform's has a place, a box, or a paragraph after an empty line. */
function errorAt(lines: readonly LogLine[], boxed: readonly LogLine[], at: number): Finding[] {
  const title = ERROR.exec(textAt(lines, at))?.[1];
  if (title === undefined || (textAt(lines, at + 1) !== '' && textAt(lines, at + 1) !== ' ')) return [];
  const inBox = textAt(boxed, at).startsWith('│');
  const to = inBox
    ? endOf(boxed, at + 1, (text) => !text.startsWith('│'), MAX_LINES)
    : endOf(
        lines,
        at + 1,
        (text, line) => ERROR.test(text) || FMT.test(text) || isRunner(lines, line),
        MAX_LINES,
      );
  const placeAt = endOf(lines, at + 1, (text, line) => line >= to || PLACE.test(text), MAX_LINES);
  const place = placeAt < to ? PLACE.exec(textAt(lines, placeAt)) : null;
  if (!inBox && place === null && !TITLES.test(title)) return [];
  const why = lines.slice((place === null ? at : placeAt) + 1, to).filter(({ text }) => !SOURCE.test(text));
  const said = textOf(why, 0, why.length).replace(/\s*\n\s*/g, ' ');
  const kind =
    NETWORK.test(said) && place === null ? 'network' : PERMISSION.test(said) ? 'permission' : 'build';
  return [
    {
      kind,
      file: place?.[1],
      line: place === null ? undefined : Number(place[2]),
      message: said === '' ? title : `${title}: ${said}`,
      from: at,
      to: lastSaid(lines, at, to),
    },
  ];
}

function formatAt(lines: readonly LogLine[], at: number): Finding[] {
  const file = FMT.exec(textAt(lines, at))?.[1];
  if (file === undefined || !textAt(lines, at + 1).startsWith('+++ new/')) return [];
  const to = endOf(lines, at + 2, (text) => !/^[-+@ ]/.test(text), MAX_LINES);
  return [{ kind: 'format', file, message: 'not formatted as terraform fmt does', from: at, to }];
}

const isRunner = (lines: readonly LogLine[], at: number): boolean => lines[at]?.mark === 'error';

function lastSaid(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}
