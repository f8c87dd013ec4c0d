// GitHub's own words in a job's log: workflows it refuses, permissions a token lacks, actions and artifacts that are not there.
import type { FailureKind } from '../../failure-signal.ts';
import type { Finding, Grammar } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const WORKFLOW =
  /^(?:The workflow is not valid\. |Invalid workflow file: )?(\.github\/workflows\/\S{1,300}\.ya?ml)(?:#L\d{1,6})? \(Line: (\d{1,6}), Col: (\d{1,6})\): (.{1,2000})$/;

const SAYINGS: readonly (readonly [FailureKind, RegExp])[] = [
  ['permission', /\bResource not accessible by (?:integration|personal access token)/],
  ['permission', /^(?:HttpError: )?Bad credentials\b/],
  ['permission', /refusing to allow a GitHub App to create or update workflow/],
  ['network', /\bAPI rate limit exceeded\b|You have exceeded a secondary rate limit/],
  [
    'network',
    /^(?:Failed to CreateArtifact|Failed to FinalizeArtifact|Unable to (?:download|upload) artifact).{0,500}(?:ETIMEDOUT|ECONNRESET|ENOTFOUND|50[0234])/,
  ],
  ['config', /uses a deprecated version of `[^`]{1,200}`/],
  [
    'config',
    /^Unable to (?:download artifact\(s\)|find any artifacts).{0,300}(?:not found|for the associated workflow)/i,
  ],
  ['config', /^Artifact not found for name: /],
  ['config', /^Input required and not supplied: /],
  ['config', /^Can't find '?action\.ya?ml/],
  ['config', /^Unable to process file command '/],
  ['config', /^Dependencies lock file is not found in /],
  ['config', /^(?:Unable to find|Version \S{1,60} was not found|The version '\S{1,60}' with architecture)/],
];

/** Marked as an error by the runner, or the way actions say it before the runner marks it. */
const isSaid = ({ text, mark }: LogLine): boolean => mark === 'error' || text.startsWith('Error: ');

export const github: Grammar = {
  tool: 'github',
  marks: [
    '.github/workflows/',
    'Resource not accessible',
    'Bad credentials',
    'rate limit',
    'deprecated version of',
    'rtifact',
    'Input required',
    'action.y',
    'file command',
    'lock file',
    'refusing to allow',
    'not found',
    'with architecture',
  ],
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
      const saying = SAYINGS.find(([, pattern]) => pattern.test(text));
      return saying === undefined ? [] : [{ kind: saying[0], message: text, from: at, to: at + 1 }];
    });
    return { findings };
  },
};
