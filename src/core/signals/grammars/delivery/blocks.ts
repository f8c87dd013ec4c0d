// Linters whose problems stand below their file, or above it: djlint, cfn-lint, import-linter.
import { endOf, type Finding, type Grammar, textAt } from '../../grammar.ts';
import { problemOf } from '../problem-lines.ts';

const RULE = /^[─-]{20,300}$/;
const DJLINT = /^(?<code>[HTDJ]\d{3}) (?<line>\d{1,7}):(?<column>\d{1,7}) (?<message>\S.{0,1000})$/;

export const djlint: Grammar = {
  tool: 'djlint',
  marks: ['Linting '],
  read(lines) {
    let file: string | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      if (RULE.test(textAt(lines, at + 1)) && /^\S.{0,500}\.\w{1,10}$/.test(text)) file = text;
      const groups = file === undefined ? undefined : DJLINT.exec(text)?.groups;
      return groups === undefined ? [] : [problemOf('lint', { ...groups, file }, at)];
    });
    return { findings };
  },
};

const CFN_SAID = /^(?<code>E\d{4}):? (?<message>\S.{0,2000})$/;
const CFN_PLACE =
  /^(?<file>\S{1,500}\.(?:ya?ml|json|template|cform\w{0,10})):(?<line>\d{1,7}):(?<column>\d{1,7})$/;
const CFN_FILE = /^(\S{1,500}\.(?:ya?ml|json|template|cform\w{0,10}))$/;
const CFN_ROW =
  /^(?<line>\d{1,7}):(?<column>\d{1,7}):\s{1,40}(?<code>E\d{4})\s{1,20}(?<message>\S.{0,2000})$/;
const CFN_QUIET = /^(?<code>E\d{4}): (?<message>.{1,1000}) (?<file>\S{1,500}):(?<line>\d{1,7})$/;

export const cfnLint: Grammar = {
  tool: 'cfn-lint',
  marks: ['E0', 'E1', 'E2', 'E3', 'E4', 'E6', 'E7', 'E8'],
  read(lines) {
    let file: string | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      file = CFN_FILE.exec(text)?.[1] ?? file;
      const below = CFN_PLACE.exec(textAt(lines, at + 1))?.groups;
      const said = below === undefined ? undefined : CFN_SAID.exec(text)?.groups;
      if (said !== undefined) return [problemOf('lint', { ...below, ...said }, at, at + 2)];
      const row = file === undefined ? undefined : CFN_ROW.exec(text)?.groups;
      if (row !== undefined) return [problemOf('lint', { ...row, file }, at)];
      const quiet = CFN_QUIET.exec(text)?.groups;
      return quiet === undefined ? [] : [problemOf('lint', quiet, at)];
    });
    return { findings };
  },
};

const BROKEN = /^Contracts: \d{1,5} kept, [1-9]\d{0,4} broken\.$/;
const NOT_ALLOWED = /^(\S{1,300} is not allowed to import \S{1,300}):$/;
const CHAIN = /^\s{0,4}-?\s{1,6}(\S{1,300}) -> (\S{1,300}) \(l\.\s?(\d{1,7})/;

export const importLinter: Grammar = {
  tool: 'import-linter',
  marks: [' broken.'],
  read(lines) {
    if (!lines.some(({ text }) => BROKEN.test(text))) return { findings: [] };
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const message = NOT_ALLOWED.exec(text)?.[1];
      if (message === undefined) return [];
      const to = endOf(lines, at + 1, (each) => NOT_ALLOWED.test(each) || RULE.test(each), 200);
      const [, module, , line] =
        CHAIN.exec(
          textAt(
            lines,
            endOf(lines, at + 1, (each) => CHAIN.test(each), 6),
          ),
        ) ?? [];
      const file = module === undefined ? undefined : `${module.replaceAll('.', '/')}.py`;
      return [
        { kind: 'lint', file, line: line === undefined ? undefined : Number(line), message, from: at, to },
      ];
    });
    const none = { kind: 'lint' as const, message: 'a contract is broken', from: 0, to: 1 };
    return { findings: findings.length > 0 ? findings : [none] };
  },
};
