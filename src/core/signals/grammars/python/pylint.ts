// pylint: `a.py:3:0: C0116: what (name)`, also without the column, and as editors want it; before 2.0 below the name of a module.
import type { Finding, Grammar } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf } from '../problem-lines.ts';

const FILE = String.raw`(?<file>(?:[A-Za-z]:)?[^\s:"'][^:"']{0,500}?)`;
const CODE = String.raw`(?<code>[CRWEF]\d{4})`;
const LINES: readonly RegExp[] = [
  new RegExp(
    String.raw`^${FILE}:(?<line>\d{1,7}):(?<column>\d{1,7}): ${CODE}: (?<message>.{1,2000}?)(?: \([a-z][\w-]{2,60}\))?$`,
  ),
  new RegExp(
    String.raw`^${FILE}:(?<line>\d{1,7}): \[${CODE}(?:\([a-z][\w-]{2,60}\))?, ?[^\]]{0,200}\] (?<message>.{1,2000})$`,
  ),
  new RegExp(
    String.raw`^${FILE}\((?<line>\d{1,7})\): \[${CODE}(?:\([a-z][\w-]{2,60}\))?[^\]]{0,200}\] (?<message>.{1,2000})$`,
  ),
];
const HAS_CODE = /[ [][CRWEF]\d{4}\b/;
const MODULE = /^\*{13} Module ([\w.]{1,300})$/;
const OLD =
  /^(?<code>[CRWEF])(?<number>\d{4})?: {1,6}(?<line>\d{1,7}), {0,4}(?<column>\d{1,7}): (?<message>.{1,2000}?)(?: \((?<symbol>[a-z][\w-]{2,60})\))?$/;
const RATED = /^Your code has been rated at (-?\d{1,6}(?:\.\d{1,3})?)\/10/;

export const pylint: Grammar = {
  tool: 'pylint',
  marks: [
    '************* Module',
    ': C',
    ': R',
    ': W',
    ': E',
    ': F',
    '[C',
    '[R',
    '[W',
    '[E',
    '[F',
    'rated at',
  ],
  read(lines) {
    let module: string | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      module = MODULE.exec(text)?.[1] ?? module;
      const groups = problemIn(text) ?? (module === undefined ? undefined : oldProblemIn(text, module));
      if (groups === undefined) return [];
      const severity = /^[EF]/.test(groups.code ?? '') ? 'error' : 'warning';
      return [{ ...problemOf('lint', groups, at), severity }];
    });
    return { findings: distinct(findings), ended: endedIn(lines) };
  },
};

function problemIn(text: string): Record<string, string | undefined> | undefined {
  if (!HAS_CODE.test(text)) return undefined;
  const groups = LINES.map((pattern) => pattern.exec(text)?.groups).find((each) => each !== undefined);
  // Wrong options are told of a module "Command line", and a module that is not there by its bare name.
  return groups !== undefined && !/[\\/.]/.test(groups.file ?? '')
    ? { ...groups, file: undefined, line: undefined, column: undefined }
    : groups;
}

function oldProblemIn(text: string, module: string): Record<string, string | undefined> | undefined {
  const groups = OLD.exec(text)?.groups;
  if (groups === undefined) return undefined;
  const { code, number, symbol } = groups;
  const file = `${module.replaceAll('.', '/')}.py`;
  return { ...groups, code: number === undefined ? symbol : `${code}${number}`, file };
}

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const rated = lines.flatMap(({ text }) => RATED.exec(text)?.[1] ?? []).at(-1);
  return rated === '10.00' ? 'passed' : undefined;
}
