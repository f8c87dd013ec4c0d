// rustc and clippy: `error[E0308]: words` with `--> file:line:column` below, or all in one line; cargo's own errors; rustfmt --check.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { panicAt } from './panics.ts';

const ERROR = /^(?:(\S.{0,500}?\.rs):(\d{1,7}):(\d{1,7}): )?error(?:\[([A-Za-z]\w{1,60})\])?: (\S.{0,3500})$/;
const ARROW = /^\s{0,12}--> (\S.{0,500}?):(\d{1,7}):(\d{1,7})$/;
/** Say only that something above failed. */
const ECHO =
  /^(?:could not compile|aborting due to|test failed, to rerun|doctest failed|test run failed|\d{1,6} targets? failed|process didn't exit|could not document|build failed|bench failed|.{1,100} generated \d{1,6} )/;
const NETWORK =
  /(?:failed to download|spurious network error|Could not resolve host|failed to fetch|[Tt]imed? ?out|Connection (?:reset|refused)|SSL|got 5\d\d)/;
const DENIED =
  /(?:failed to authenticate|authentication required|permission denied|no token found|got 40[13])/i;
const DEPENDENCY =
  /^(?:failed to select a version|no matching package|failed to get `|failed to load source for dependency|failed to resolve|cyclic package dependency|failed to update|unable to update|the lock file .{1,500} needs to be updated|cannot update the lock file|package `.{1,200}` cannot be built because|rustc .{1,60} is not supported by|package ID specification|checksum for `|failed to download|the package `.{1,200}` depends on|failed to unpack package|failed to query replaced source|no matching versions?)/;
const CONFIG =
  /^(?:failed to parse manifest|failed to parse lock file|could not find `Cargo\.toml`|no such (?:command|subcommand)|unexpected argument|no (?:test|bin|example|bench|library) targets?|invalid (?:feature|option)|the package `.{1,200}` does not contain this feature|Package `.{1,200}` does not have|toolchain '|current package believes|virtual manifests|found a virtual manifest|component '|no default toolchain|manifest path|the '.{1,60}' binary)/;
const BUILD = /^(?:linking with `|failed to run custom build command|failed to run `rustc`|linker `)/;
const LINKER =
  /(?:undefined (?:symbol|reference)|cannot find -l|unable to find library|library not found|symbol\(s\) not found|note: link)/;
const DIFF = /^Diff in (\S.{0,1000}?)(?: at line |:)(\d{1,7}):?$/;

export const rustc: Grammar = {
  tool: 'rustc',
  marks: ['error: ', 'error[', 'Diff in '],
  read(lines) {
    const formatted = new Set<string>();
    const findings = lines.flatMap(({ text }, at): readonly Finding[] => {
      const diff = DIFF.exec(text);
      if (diff !== null) return formatAt(lines, at, diff, formatted);
      const found = ERROR.exec(text);
      return found === null || ECHO.test(found[5] ?? '') ? [] : errorAt(lines, at, found);
    });
    return { findings };
  },
};

/** rustfmt shows each difference by itself; the file is one finding. */
function formatAt(
  lines: readonly LogLine[],
  at: number,
  [, file = '', line]: RegExpExecArray,
  seen: Set<string>,
): readonly Finding[] {
  if (seen.has(file)) return [];
  seen.add(file);
  const to = endOf(lines, at + 1, (text) => !/^[-+ ]/.test(text), 60);
  return [
    { kind: 'format', tool: 'rustfmt', file, line: Number(line), message: 'not formatted', from: at, to },
  ];
}

function errorAt(
  lines: readonly LogLine[],
  at: number,
  [, file, line, column, code, message = '']: RegExpExecArray,
): readonly Finding[] {
  if (file !== undefined)
    return [
      {
        ...kindOf(code, ''),
        file,
        line: Number(line),
        column: Number(column),
        message,
        from: at,
        to: at + 1,
      },
    ];
  const to = trimmed(
    lines,
    at,
    endOf(
      lines,
      at + 1,
      (text) => ERROR.test(text) || /^(?:warning(?:\[|:)|Some errors have|For more information)/.test(text),
      200,
    ),
  );
  const body = endOf(lines, at + 1, (text, here) => here >= to || text.trim() === '', 200);
  const arrowAt = endOf(lines, at + 1, (text, here) => here >= body || ARROW.test(text), 30);
  const arrow = arrowAt < body ? ARROW.exec(textAt(lines, arrowAt)) : null;
  if (arrow === null) return cargoAt(lines, at, to, message);
  const more = lines
    .slice(at, body)
    .map((each) => each.text)
    .join('\n');
  const extra = lines
    .slice(at + 1, arrowAt)
    .map(({ text }) => `\n${text.trim()}`)
    .join('');
  return [
    {
      ...kindOf(code, more),
      file: arrow[1],
      line: Number(arrow[2]),
      column: Number(arrow[3]),
      message: `${message}${extra}`,
      from: at,
      to: body,
    },
  ];
}

const LINT =
  /(?:`-[DF] ([\w:-]{1,100})` implied by|the lint level is defined here|`#\[(?:deny|forbid)\(([\w:]{1,100})\)\]`|requested on the command line with `-[DF] ([\w:-]{1,100})`)/;

/** A denied lint names itself in a note; clippy's carry its prefix. */
function kindOf(code: string | undefined, body: string): Pick<Finding, 'kind' | 'code' | 'tool'> {
  if (code !== undefined) return { kind: 'compile', code };
  const found = LINT.exec(body);
  if (found === null) return { kind: 'compile' };
  const name = (found[1] ?? found[2] ?? found[3] ?? '').replaceAll('-', '_');
  const isGroup = name === '' || name === 'warnings';
  return {
    kind: 'lint',
    ...(isGroup ? {} : { code: name }),
    tool:
      name.startsWith('clippy::') || body.includes('rust-lang.github.io/rust-clippy') ? 'clippy' : 'rustc',
  };
}

function cargoAt(lines: readonly LogLine[], from: number, to: number, message: string): readonly Finding[] {
  const kind = cargoKind(message, textOf(lines, from, to));
  if (kind === undefined) return [];
  const words = lines.slice(from + 1, to).filter(({ text }) => text.trim() !== '');
  if (kind === 'build') return [buildAt(lines, from, to, message)];
  const more = words.slice(0, 8).map(({ text }) => text.trim());
  return [{ kind, tool: 'cargo', message: [message, ...more].join('\n'), from, to }];
}

function cargoKind(message: string, body: string): Finding['kind'] | undefined {
  if (BUILD.test(message)) return 'build';
  if (CONFIG.test(message)) return 'config';
  if (!DEPENDENCY.test(message) && !NETWORK.test(message)) return undefined;
  if (DENIED.test(body)) return 'permission';
  return NETWORK.test(body) && !/^failed to select/.test(message) ? 'network' : 'dependency';
}

/** The linker's own words stand in a note, a build script's in what it printed. */
function buildAt(lines: readonly LogLine[], from: number, to: number, message: string): Finding {
  const end = message.startsWith('failed to run custom') ? Math.min(lines.length, from + 120) : to;
  for (let at = from + 1; at < end; at += 1) {
    const panic = panicAt(lines, at);
    if (panic !== undefined)
      return {
        kind: 'build',
        tool: 'cargo',
        file: panic.file,
        line: panic.line,
        column: panic.column,
        message: `${message}\n${panic.message}`,
        from,
        to: panic.to,
      };
  }
  const said = lines
    .slice(from + 1, to)
    .filter(({ text }) => LINKER.test(text) && text.length < 1_000)
    .slice(0, 4);
  const words = said.map(({ text }) => text.trim().replace(/^= note: /, ''));
  return { kind: 'build', message: [message, ...words].join('\n'), from, to };
}

function trimmed(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}
