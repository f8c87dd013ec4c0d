// poetry: a lock file that is behind, versions that do not go together, settings it refuses, packages it cannot build, a registry that is away.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { reasonIn } from './pip-boxes.ts';
import { causeIn, type Saying, saidBy } from './sayings.ts';

const SAYINGS: readonly Saying[] = [
  {
    kind: 'dependency',
    pattern:
      /^(?:Error: )?(?:pyproject\.toml changed significantly since poetry\.lock was last generated|poetry\.lock is not up to date with pyproject\.toml)/,
  },
  {
    kind: 'dependency',
    pattern:
      /^(?:Error: )?The lock file (?:is not up to date|is not compatible|hash does not)|^Error: poetry\.lock (?:was not|is not)/,
  },
  {
    kind: 'dependency',
    pattern: /^Because (?:no versions of |.{1,500} depends on |.{1,500} requires )/,
    goesOn:
      /^(?:So,? |Thus,? |And because |and |Because | {2,}\S|\S.{0,500} (?:is forbidden|is required|version solving failed)\.$)/,
  },
  {
    kind: 'dependency',
    pattern: /^The current project's (?:supported )?Python requirement \(.{1,100}\) is not compatible/,
    goesOn: /^(?: {2}- | {4}\S|$)/,
  },
  {
    kind: 'config',
    pattern:
      /^(?:Current Python version \(.{1,60}\) is not allowed by the project|Poetry was unable to find a compatible version)/,
  },
  { kind: 'config', pattern: /^The Poetry configuration is invalid:$/, goesOn: /^ {2}- / },
  {
    kind: 'config',
    pattern: /^Invalid TOML file (?<file>\S.{0,500}?\.toml): .{1,300}? at line (?<line>\d{1,7}) /,
  },
  { kind: 'config', pattern: /^(?:Error: )?Poetry could not find a pyproject\.toml file in / },
  { kind: 'config', pattern: /^Error: The current project could not be installed: / },
  { kind: 'config', pattern: /^Command not found: \S/ },
  { kind: 'config', pattern: /^The (?:command|option) "\S{1,100}" (?:does not exist|is not defined)/ },
  { kind: 'config', pattern: /^Group\(s\) not found: / },
  {
    kind: 'network',
    pattern: /^All attempts to connect to \S{1,200} failed\.$/,
    goesOn: /^(?:$|Probable Causes:| - )/,
  },
  {
    kind: 'dependency',
    pattern:
      /^(?:Hash for .{1,300} (?:from archive .{1,300} )?not found in known hashes|Unable to find installation candidates for )/,
    goesOn: /^(?: {4}- |$|This is likely )/,
  },
  { kind: 'permission', pattern: /^(?:Authorization error accessing |Failed to unlock the collection)/ },
];
const SUBPROCESS =
  /^(?:PEP517 build of a dependency failed|Fallback egg_info generation failed\.|Note: This error originates from the build backend)/;
const BACKEND =
  /^\s{0,6}(?:PEP517 build of a dependency failed|Backend subprocess exited when trying to invoke \w{1,60})$/;
const UNKNOWN_PACKAGE = /^Unable to determine package info for path: (\S.{0,500})$/;
/** Libraries that poetry calls show their exceptions as a name between empty lines, and the words below. */
const RAISED =
  /^ {2}(ConnectionError|ReadTimeout|ConnectTimeout|SSLError|HTTPError|RuntimeError|ChunkedEncodingError|TimeoutError)$/;

export const poetry: Grammar = {
  tool: 'poetry',
  marks: [
    ...[
      'poetry.lock',
      'version solving failed',
      'is not allowed by the project',
      'The Poetry configuration is invalid',
    ],
    ...[
      'Command not found: ',
      'Invalid TOML file',
      'Poetry could not find',
      'PEP517 build of a dependency',
      'Backend subprocess exited',
    ],
    ...[
      'All attempts to connect',
      'is not supported by the project',
      'The current project',
      'known hashes',
      'installation candidates',
    ],
    ...[
      '  ConnectionError',
      '  ReadTimeout',
      '  HTTPError',
      '  RuntimeError',
      '  ChefBuildError',
      'package info for path',
      'Group(s) not found',
    ],
  ],
  read(lines) {
    const said = saidBy(lines, SAYINGS).filter(
      ({ kind, message }) => kind !== 'dependency' || isWhole(message),
    );
    const built = lines.flatMap((_, at) => [...backendAt(lines, at), ...raisedAt(lines, at)]);
    return { findings: [...said, ...built.slice(0, said.length > 0 ? 0 : 1)] };
  },
};

/** Bundler and others argue in the same words: only with its last ones is it poetry's. */
const isWhole = (message: string): boolean =>
  !message.startsWith('Because ') || /version solving failed\.?$/.test(message);

function backendAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  if (!BACKEND.test(textAt(lines, at)) && !UNKNOWN_PACKAGE.test(textAt(lines, at))) return [];
  const to = endOf(lines, at + 1, (text) => /^(?:\s{0,6}Note: |\s{0,6}\* )/.test(text), 200);
  const { said, file, line } = reasonIn(lines, at + 1, to);
  return [
    {
      kind: causeIn(said, 'build'),
      file,
      line,
      message: `${textAt(lines, at).trim()}\n${said}`,
      from: at,
      to,
    },
  ];
}

function raisedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const name = RAISED.exec(textAt(lines, at))?.[1];
  const saidAt = endOf(lines, at + 1, (text) => text.trim() !== '', 3);
  const said = textAt(lines, saidAt).trim();
  if (name === undefined || SUBPROCESS.test(said)) return [];
  const message = `${name}: ${said}`;
  return [
    { kind: causeIn(message, 'dependency'), message, from: at, to: Math.min(lines.length, saidAt + 1) },
  ];
}
