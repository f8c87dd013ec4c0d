// pip: requirements that cannot be met, hashes that do not fit, packages that cannot be built, indexes that do not answer.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { boxesIn, reasonIn } from './pip-boxes.ts';
import { causeIn, type Saying, saidBy } from './sayings.ts';

const FROM = String.raw`\(from -[rc] (?<file>\S.{0,500}?) \(line (?<line>\d{1,7})\)\)`;
const PLAIN: readonly Saying[] = [
  {
    kind: 'dependency',
    pattern:
      /^ERROR: Cannot install .{1,2000} because these package versions have (?:a )?conflicting dependencies\.$/,
    goesOn: /^(?:$|The conflict is caused by:|Additionally, | {4}\S)/,
  },
  {
    kind: 'dependency',
    pattern: /^ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE\./,
    goesOn: /^ {4,14}\S/,
  },
  {
    kind: 'dependency',
    pattern: /^ERROR: (?:Hashes are required in|In) --require-hashes mode/,
    goesOn: /^ {4}\S/,
  },
  { kind: 'dependency', pattern: /^ERROR: Package '?.{1,200}'? requires a different Python: / },
  { kind: 'dependency', pattern: /^ERROR: Double requirement given: / },
  { kind: 'dependency', pattern: /^ERROR: \S{1,300}\.whl is not a supported wheel on this platform\.$/ },
  {
    kind: 'dependency',
    pattern: /^ERROR: Requested .{1,500} has (?:inconsistent|invalid) (?:version|metadata|name)/,
  },
  {
    kind: 'config',
    pattern: /^ERROR: Could not open requirements file: .{1,1000}$/,
  },
  {
    kind: 'config',
    pattern:
      /^ERROR: Invalid requirement: .{1,500}?(?: \(from line (?<line>\d{1,7}) of (?<file>.{1,500})\))?(?::.{0,300})?$/,
    goesOn: /^(?:Hint: | {4}\S)/,
  },
  {
    kind: 'config',
    pattern: /^ERROR: .{1,800} (?:is not installable\.|does not appear to be a Python project).{0,300}$/,
  },
  {
    kind: 'config',
    pattern:
      /^ERROR: (?:Could not find an activated virtualenv|You must give at least one requirement|Can not perform a '--user' install|Cannot find command ').{0,500}$/,
  },
  {
    kind: 'dependency',
    pattern:
      /^ERROR: (?:Could not install (?:packages|requirement) |HTTP error \d{3} while getting ).{1,2000}$/,
    isVague: true,
    goesOn: /^(?:Consider using|Check the permissions)/,
  },
];
const UNMET = /^\s{0,4}ERROR: Could not find a version that satisfies the requirement /;
const NONE = new RegExp(
  String.raw`^\s{0,4}ERROR: No matching distribution found for (?<what>.{1,500}?)(?: ${FROM})?$`,
);
/** pipenv's word for it, and its finding. */
const LOCKING = /Locking Failed!$/;
const RETRY = /Retrying \(Retry\(total=.{1,200}after connection broken by '?(.{1,400})/;
const EXCEPTION = /^ERROR: Exception:$/;
const FAILED_WHEEL =
  /^\s{0,4}ERROR: (?:Failed building wheel for |Could not build wheels for |Failed to build installable wheels for |Command errored out with exit status )(.{0,500})$/;
const CHECK =
  /^\S{1,200} \S{1,80} (?:has requirement .{1,300}, but you have .{1,200}|requires .{1,300}, which is not installed)\.$/;
const LENIENT = /^ERROR: pip's dependency resolver does not currently take into account/;

export const pip: Grammar = {
  tool: 'pip',
  marks: [
    ...[
      'No matching distribution found',
      'these package versions have',
      'THESE PACKAGES DO NOT MATCH',
      '--require-hashes',
    ],
    ...[
      'requires a different Python',
      'requirements file: ',
      'Invalid requirement: ',
      'ERROR: Exception:',
      'not installable',
    ],
    ...[
      'error: subprocess-exited',
      'error: externally-managed',
      'error: metadata-',
      'error: legacy-',
      'error: failed-wheel',
    ],
    ...[
      'error: resolution-too-deep',
      'error: missing-pyproject',
      'error: uninstall-no-record',
      'Failed building wheel for',
    ],
    ...[
      'Could not install ',
      'HTTP error ',
      'Could not build wheels',
      'Failed to build installable',
      'supported wheel',
    ],
    ...[
      'has requirement ',
      'which is not installed',
      'errored out with exit status',
      'appear to be a Python project',
    ],
    ...['activated virtualenv', 'Double requirement', "'--user' install", 'Cannot find command'],
  ],
  read(lines) {
    const boxes = boxesIn(lines);
    const told = [
      ...saidBy(lines, PLAIN),
      ...lines.flatMap((_, at) => unmetAt(lines, at)),
      ...lines.flatMap((_, at) => exceptionAt(lines, at)),
      ...boxes,
    ];
    const wheels = told.some(({ kind }) => kind === 'build') ? [] : wheelsIn(lines);
    return {
      findings: [...told, ...wheels, ...checkedIn(lines)].toSorted((one, other) => one.from - other.from),
    };
  },
};

/** The list of versions grows with time: it is no part of the failure. */
function unmetAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const groups = NONE.exec(textAt(lines, at))?.groups;
  if (groups === undefined || LOCKING.test(textAt(lines, at - 1))) return [];
  const from = UNMET.test(textAt(lines, at - 1)) ? at - 1 : at;
  const isNone = textAt(lines, from).endsWith('(from versions: none)');
  const broken = isNone ? brokenBefore(lines, from) : undefined;
  const message = `No matching distribution found for ${groups.what}`;
  return [
    {
      kind: broken === undefined ? 'dependency' : 'network',
      file: groups.file,
      line: groups.line === undefined ? undefined : Number(groups.line),
      message: broken === undefined ? message : `${message}\n${broken}`,
      from,
      to: at + 1,
    },
  ];
}

/** An index that does not answer looks like one that has nothing. */
function brokenBefore(lines: readonly LogLine[], at: number): string | undefined {
  return lines
    .slice(Math.max(0, at - 12), at)
    .flatMap(({ text }) => RETRY.exec(text)?.[1] ?? [])
    .at(-1)
    ?.replace(/<\S{1,200} object at 0x[0-9a-f]{1,16}>: /, '');
}

/** pip's own traceback: only its end says something. */
function exceptionAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  if (!EXCEPTION.test(textAt(lines, at))) return [];
  const isInside = (text: string) => /^(?:Traceback |\s|$|During handling|The above exception)/.test(text);
  let raised = endOf(lines, at + 1, (text) => !isInside(text), 400);
  for (let next = raised; next < lines.length && next < raised + 4; next += 1)
    if (/^(?:During handling|The above exception)/.test(textAt(lines, next))) {
      raised = endOf(lines, next + 1, (text) => !isInside(text), 400);
      next = raised;
    }
  const message = textAt(lines, raised).replace(/: Traceback \(most recent call last\):$/, '');
  return [
    { kind: causeIn(message, kindOf(message)), message, from: at, to: Math.min(lines.length, raised + 1) },
  ];
}

function kindOf(raised: string): FailureKind {
  if (/TOMLDecodeError|InvalidRequirement|ConfigurationError/.test(raised)) return 'config';
  return /BackendUnavailable|BuildBackend|HookMissing/.test(raised) ? 'build' : 'crash';
}

/** Before pip 22 a build's output stood above this sentence, in no box. */
function wheelsIn(lines: readonly LogLine[]): readonly Finding[] {
  const at = lines.findIndex(({ text }) => FAILED_WHEEL.test(text));
  if (at === -1) return [];
  const to = endOf(lines, at + 1, (text) => !/^\s|^$/.test(text), 400);
  const { said } = reasonIn(lines, at + 1, to);
  const message = textOf(lines, at, at + 1).replace(/^ERROR: /, '');
  return [
    {
      kind: 'build',
      message: said === '' ? message : `${message}\n${said}`,
      from: at,
      to: Math.max(at + 1, to),
    },
  ];
}

/** `pip check`; an install says the same of what was there before, and goes on. */
function checkedIn(lines: readonly LogLine[]): readonly Finding[] {
  let isLenient = false;
  return lines.flatMap(({ text }, at): Finding[] => {
    if (LENIENT.test(text)) isLenient = true;
    else if (!CHECK.test(text) && !/ which is incompatible\.$/.test(text)) isLenient = false;
    else if (!isLenient) return [{ kind: 'dependency', message: text, from: at, to: at + 1 }];
    return [];
  });
}
