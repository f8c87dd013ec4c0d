// tox and nox: environments that they cannot make, commands that are not there. What failed inside of one is told by the tool that ran.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { type Saying, saidBy } from './sayings.ts';

const TOX: readonly Saying[] = [
  { kind: 'config', pattern: /^[\w.-]{1,80}: (?:failed with |Exception running subprocess )\S.{1,500}$/ },
  { kind: 'config', pattern: /^ROOT: (?:HandledError\| ?|No such ).{0,500}$/, goesOn: /^\S+$/ },
  { kind: 'config', pattern: /^ERROR:\s{1,3}[\w.-]{1,80}: InterpreterNotFound: .{1,200}$/ },
  {
    kind: 'config',
    pattern:
      /^ERROR: (?:unknown environment |InvocationError for command could not find executable ).{1,300}$/,
  },
  { kind: 'config', pattern: /^ERROR: (?:tox config file |toxini file |invalid tox ).{1,300}$/ },
];
const NOX: readonly Saying[] = [
  {
    kind: 'config',
    pattern:
      /^nox > (?:Program \S{1,200} not found\.|Sessions not found: .{1,300}|Session .{1,200} aborted: .{1,500})$/,
  },
  {
    kind: 'config',
    pattern:
      /^nox > (?:Failed to load Noxfile|Python interpreter .{1,200} not found|Error while collecting sessions)\b.{0,300}$/,
  },
];

export const tox: Grammar = {
  tool: 'tox',
  marks: [
    ': failed with ',
    'Exception running subprocess',
    'ROOT: ',
    'InterpreterNotFound',
    'unknown environment',
    'InvocationError',
    'evaluation failed :(',
    'congratulations :)',
  ],
  read(lines) {
    const isTox = lines.some(({ text }) =>
      / commands\[\d{1,3}\]> | evaluation failed :\(|congratulations :\)|^ROOT: |^_{3,40} summary _{3,40}$/.test(
        text,
      ),
    );
    return { findings: isTox ? saidBy(lines, TOX) : [], ended: endedIn(lines) };
  },
};

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const last = lines.findLast(({ text }) =>
    /^ {2}(?:evaluation failed :\(|congratulations :\))/.test(text),
  )?.text;
  return last === undefined ? undefined : last.includes('failed') ? 'failed' : 'passed';
}

export const nox: Grammar = {
  tool: 'nox',
  marks: ['nox > '],
  read(lines) {
    const said = saidBy(lines, NOX);
    // It says that it could not collect before it says why.
    const findings = said
      .filter((each) => !isIntroduction(lines, each))
      .map((each) => ({ ...each, message: bare(each.message) }));
    return { findings };
  },
};

const isIntroduction = (lines: readonly LogLine[], { message, to }: Finding): boolean =>
  message.includes('Error while collecting') && textAt(lines, to).startsWith('nox > ');

const bare = (message: string): string => message.replace(/^nox > /, '');
