// GitHub's own words in a job's log: workflows it refuses, permissions a token lacks, actions and artifacts that are not there.
import type { Finding, Grammar } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { numberOf } from '../../reports/report.ts';
import { kindOfSaying, SAYING_MARKS } from './github-sayings.ts';

const WORKFLOW =
  /^(?:Invalid workflow file: |The (?:workflow|template) is not valid\. |Error when evaluating '\S{1,60}' for job '.{1,200}'\. )?(\.github\/workflows\/\S{1,300}\.ya?ml)(?:#L\d{1,6})? \(Line: (\d{1,6}), Col: (\d{1,6})\): (.{1,2000})$/;

/** What is wrong with it follows in a line of its own. */
const WORKFLOW_FILE = /^Invalid workflow file: (\.github\/workflows\/\S{1,300}\.ya?ml)(?:#L(\d{1,6}))?$/;

/** Marked as an error by the runner, or the way actions say it before the runner marks it. */
const isSaid = ({ text, mark }: LogLine): boolean => mark === 'error' || text.startsWith('Error: ');

export const github: Grammar = {
  tool: 'github',
  marks: ['.github/workflows/', ...SAYING_MARKS],
  read(lines) {
    const findings = lines.flatMap((line, at): Finding[] => {
      if (!isSaid(line)) return [];
      const text = line.text.replace(/^Error: /, '');
      const workflow = WORKFLOW.exec(text);
      if (workflow !== null) {
        const [, file, lineNo, column, message = ''] = workflow;
        return [
          {
            kind: 'config',
            file,
            line: Number(lineNo),
            column: Number(column),
            message,
            from: at,
            to: at + 1,
          },
        ];
      }
      const [, invalid, invalidLine] = WORKFLOW_FILE.exec(text) ?? [];
      if (invalid !== undefined && !WORKFLOW.test(lines[at + 1]?.text ?? ''))
        return [
          { kind: 'config', file: invalid, line: numberOf(invalidLine), message: text, from: at, to: at + 1 },
        ];
      const kind = kindOfSaying(text);
      return kind === undefined ? [] : [{ kind, message: text, from: at, to: at + 1 }];
    });
    return { findings };
  },
};
