// cargo's own errors: what it cannot resolve, fetch or read, build scripts that failed, linkers.
import { endOf, type Finding, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { panicAt } from './panics.ts';

const NETWORK =
  /(?:failed to download|spurious network error|Could not resolve host|failed to fetch|[Tt]imed? ?out|Connection (?:reset|refused)|SSL|got 5\d\d)/;
const DENIED =
  /(?:failed to authenticate|authentication required|permission denied|no token found|got 40[13])/i;
const DEPENDENCY =
  /^(?:failed to select a version|no matching package|failed to get `|failed to load source for dependency|failed to resolve|cyclic package dependency|failed to update|unable to update|the lock file .{1,500} needs to be updated|cannot update the lock file|package `.{1,200}` cannot be built because|rustc .{1,60} is not supported by|package ID specification|checksum for `|failed to download|the package `.{1,200}` depends on|failed to unpack package|failed to query replaced source|no matching versions?)/;
const CONFIG =
  /^(?:failed to parse manifest|failed to parse lock file|could not find `Cargo\.toml`|no such (?:command|subcommand)|unexpected argument|no (?:test|bin|example|bench|library) targets?|invalid (?:feature|option)|the package ['`].{1,200}['`] does not (?:contain|have) th(?:is|ese) feature|Package `.{1,200}` does not have|toolchain '|current package believes|virtual manifests|found a virtual manifest|component '|no default toolchain|manifest path|the '.{1,60}' binary)/;
const BUILD = /^(?:linking with `|failed to run custom build command|failed to run `rustc`|linker `)/;
const LINKER =
  /(?:undefined (?:symbol|reference)|cannot find -l|unable to find library|library not found|symbol\(s\) not found|note: link)/;

export function cargoAt(
  lines: readonly LogLine[],
  from: number,
  to: number,
  message: string,
): readonly Finding[] {
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
  const said = lines.slice(from + 1, to).filter(({ text }) => LINKER.test(text) && text.length < 1_000);
  const words = said.length > 0 ? said.slice(0, 4) : lastPrinted(lines, from, end);
  const texts = words.map(({ text }) => text.trim().replace(/^= note: /, ''));
  return { kind: 'build', message: [message, ...texts].join('\n'), from, to };
}

/** A script that did not panic has said why in the end of what it printed. */
function lastPrinted(lines: readonly LogLine[], from: number, to: number): readonly LogLine[] {
  const start = endOf(lines, from, (text, at) => at >= to || text.trim() === '--- stderr');
  const end = endOf(lines, start, (text, at) => at >= to || /^(?:warning|error): /.test(text));
  return lines
    .slice(start + 1, end)
    .filter(({ text }) => text.trim() !== '')
    .slice(-6);
}
