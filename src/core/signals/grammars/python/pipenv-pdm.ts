// pipenv and pdm: both put the name of what was raised into brackets before it.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { causeIn, type Saying, saidBy } from './sayings.ts';

const PIPENV: readonly Saying[] = [
  {
    kind: 'dependency',
    pattern: /^Your Pipfile\.lock(?: \([0-9a-f]{6,64}\))? is out of date\b/,
    goesOn: /^(?:Expected: |\([0-9a-f]{6,64}\)|date\. Expected)/,
  },
  {
    kind: 'dependency',
    pattern: /^Your Pipfile\.lock ?$/,
    goesOn: /^(?:\([0-9a-f]{6,64}\)|date\. Expected)/,
  },
  { kind: 'dependency', pattern: /^Pipfile\.lock is out-of-date\./ },
  {
    kind: 'dependency',
    pattern: /^(?:✘ |✗ )?Locking Failed!$/,
    goesOn:
      /^(?:ERROR: |https?:\/\/|\w{1,40}-\w{1,40}$|$|The conflict is caused by:| {4}The user requested| {4}\S{1,100} \S{1,60} depends on|WARNING: )/,
    isVague: true,
  },
  { kind: 'dependency', pattern: /^\[(?:ResolutionFailure|InstallError|PipenvException)\]:/, isVague: true },
  { kind: 'config', pattern: /^(?:Error: )?No Pipfile present at project home/ },
  { kind: 'config', pattern: /^(?:Error|ERROR): the command \S{1,100} could not be found within PATH/ },
];
const PDM: readonly Saying[] = [
  {
    kind: 'dependency',
    pattern: /^(?:\[?ResolutionImpossible\]?: |Unable to find a resolution )/,
    goesOn: /^(?: {2,}\S|To fix this, )/,
  },
  {
    kind: 'dependency',
    pattern: /^\[(?:CandidateNotFound|CandidateInfoNotFound|UnpackError|HashMismatch)\]: /,
  },
  { kind: 'dependency', pattern: /^\[ProjectError\]: Lock ?file / },
  {
    kind: 'dependency',
    pattern: /^(?:\[PdmUsageError\]: )?Please run `pdm lock` to (?:update|create|generate) the lock ?file/,
  },
  {
    kind: 'build',
    pattern: /^\[BuildError\]: /,
    goesOn: /^(?: {2,}\S|Showing the last |\S{1,100}Error: )/,
    isVague: true,
  },
  { kind: 'config', pattern: /^\[(?:PdmUsageError|ProjectError|NoPythonVersion|PdmException)\]: / },
  {
    kind: 'network',
    pattern: /^\[(?:ConnectError|ConnectTimeout|ReadTimeout|ConnectionError|HTTPStatusError)\]: /,
  },
];

export const pipenv: Grammar = {
  tool: 'pipenv',
  marks: [
    'Pipfile',
    'Locking Failed!',
    '[ResolutionFailure]',
    '[InstallError]',
    '[PipenvException]',
    'within PATH',
  ],
  read: (lines) => ({ findings: saidBy(lines, PIPENV) }),
};

export const pdm: Grammar = {
  tool: 'pdm',
  marks: [
    '[ResolutionImpossible]',
    'Unable to find a resolution',
    '[CandidateNotFound]',
    '[ProjectError]',
    '[BuildError]',
    '[PdmUsageError]',
    'Lockfile',
    'Lock file',
    '[NoPythonVersion]',
    '[PdmException]',
    '[Connect',
    '[ReadTimeout]',
    '[HTTPStatusError]',
    "WARNING: Add '-v'",
    'Please run `pdm lock`',
  ],
  read(lines) {
    const said = saidBy(lines, PDM);
    const raised = lines
      .flatMap((_, at) => raisedAt(lines, at))
      .filter(({ from }) => !said.some((each) => each.from === from));
    // The reasons stand above the name of what was raised.
    const hasReasons = said.some(({ message }) => message.startsWith('Unable to find a resolution '));
    const wanted = said.filter(({ message }) => !hasReasons || !/^\[?ResolutionImpossible/.test(message));
    return { findings: [...wanted, ...raised] };
  },
};

/** What pdm did not foresee, told by the line below. */
function raisedAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const message = textAt(lines, at);
  if (!/^\[\w{1,60}\]: /.test(message) || !textAt(lines, at + 1).startsWith("WARNING: Add '-v' to see"))
    return [];
  return [{ kind: causeIn(message, 'crash'), message, from: at, to: at + 2 }];
}
