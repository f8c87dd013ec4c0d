// Sentences of GitHub, its runner and its own actions, and what each of them is. Said of a step, of a whole job, or in a note.
import type { FailureKind } from '../../failure-signal.ts';

type Saying = {
  readonly kind: FailureKind;
  /** A literal part of it: lines without any are not looked at. */
  readonly mark: string;
  readonly pattern: RegExp;
};
const says = (kind: FailureKind, mark: string, pattern: RegExp): Saying => ({ kind, mark, pattern });

const RIGHTS: readonly Saying[] = [
  says(
    'permission',
    'Resource not accessible',
    /\bResource not accessible by (?:integration|personal access token)/,
  ),
  says('permission', 'Bad credentials', /^(?:HttpError: )?Bad credentials\b/),
  says('permission', 'opts.auth', /^Parameter token or opts\.auth is required/),
  says(
    'permission',
    'refusing to allow',
    /refusing to allow an? (?:GitHub App|OAuth App|Personal Access Token) to create or update workflow/,
  ),
  says(
    'permission',
    'is not allowed to be used',
    /\bis not allowed to be used in \S{1,200}\. Actions in this workflow must be\b/,
  ),
  says('permission', 'OIDC', /\bCould not assume role with OIDC\b/),
  says('permission', 'Credentials could not', /^Credentials could not be loaded\b/),
  says(
    'permission',
    'ACTIONS_ID_TOKEN',
    /^(?:Error message: )?Unable to get ACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN) env variable/,
  ),
  says(
    'permission',
    'The job was not started',
    /^The job was not started because (?:recent account payments|your account is locked)/,
  ),
];

const SERVICES: readonly Saying[] = [
  says('network', 'API rate limit', /\bAPI rate limit exceeded\b/),
  says('network', 'secondary rate limit', /\bexceeded a secondary rate limit\b/),
  says('resource', 'torage quota', /\b[Aa]rtifact storage quota has been hit\b/),
  says('config', '(409) Conflict', /^Failed to CreateArtifact: .{0,200}\(409\) Conflict/),
  says(
    'network',
    'rtifact',
    /^(?:Failed to (?:Create|Finalize|List)Artifacts?|Unable to (?:download|upload) artifact).{0,500}\b(?:E[A-Z]{4,20}|[45]0[02348]|5\d\d|timeout)\b/,
  ),
  says('network', 'Cache service responded', /\bCache service responded with (?:429|5\d\d)\b/),
  says('network', 'Our services aren', /\bOur services aren't available right now\b/),
  says('infra', 'Docker pull failed', /^Docker (?:pull|login) failed with exit code \d/),
  says('infra', 'initialize container', /^Failed to initialize container /),
  says('infra', 'containers failed', /^One or more containers failed to start/),
  says('infra', 'internal error', /^GitHub Actions has encountered an internal error when running your job/),
  says('infra', 'Internal server error', /^Internal server error\. Correlation ID: /),
  says('infra', 'respond to your request', /^We couldn't respond to your request in time\b/),
  says('infra', 'acquired by Runner', /^The job was not acquired by Runner of type \S/),
  says('infra', 'no runner matching', /^Job was not started: no runner matching\b/),
  says('infra', 'The hosted runner', /^The hosted runner encountered an error while running your job/),
  says('infra', 'abandoned', /^The job running on runner .{1,200} has been abandoned\b/),
  says(
    'infra',
    'no enabled runners',
    /^This request was automatically failed because there were no enabled runners online/,
  ),
];

const WORKFLOWS: readonly Saying[] = [
  says(
    'config',
    'Unable to resolve action',
    /^Unable to resolve action `?\S{1,300}`?, (?:unable to find version|repository not found|not found)/,
  ),
  says('config', 'deprecated version of', /uses a deprecated version of `[^`]{1,200}`/),
  says('config', 'Missing download info', /^Missing download info for \S/),
  says('config', '` command is disabled', /^The `[\w-]{1,60}` command is disabled\b/),
  says('config', 'file command', /^Unable to process file command '/),
  says('config', 'Invalid format', /^Invalid format '/),
  says('config', 'yaml syntax', /^Error in your yaml syntax\b/),
  says('config', 'at least one job', /^The workflow must contain at least one job\b/),
  says('config', 'depends on unknown job', /^Job '.{1,200}' depends on unknown job\b/),
  says('config', 'matrix vector', /\bmatrix vector '.{1,200}' does not contain any values/),
  says('config', 'Required environment', /^Required environment ".{1,200}" does not exist/),
  says('config', 'action.y', /^Can't find '?action\.ya?ml/),
  says('config', 'Container action', /^Container action(?:s)? (?:is|are) only supported on Linux/),
  says(
    'config',
    'trying to start process',
    /^An error occurred trying to start process '.{1,300}' with working directory '.{1,500}'\. No such file or directory/,
  ),
  says('config', 'Input required', /^Input required and not supplied: /),
];

const SET_UPS: readonly Saying[] = [
  says(
    'config',
    'rtifact',
    /^(?:Unable to (?:download artifact\(s\)|find any artifacts).{0,300}(?:not found|for the associated workflow)|Artifact not found for name: )/i,
  ),
  says(
    'config',
    'rtifact',
    /^The artifact name is not valid\b|^No files were found with the provided path: .{1,500}\. No artifacts will be uploaded/,
  ),
  says('config', 'lock file', /^Dependencies lock file is not found in /),
  says('config', 'matched to [', /^No file in \S{1,500} matched to \[/),
  says('config', 'version file at', /^The specified \S{1,40} version file at: .{1,500} does not exist/),
  says('config', 'Unable to find', /^Unable to find \S{1,40} version '/),
  says(
    'config',
    'Could not find',
    /^Could not find (?:satisfied version for SemVer|\S{1,40} version \S{1,60} for distribution)\b/,
  ),
  says('config', 'Unknown version', /^Unknown version \S{1,60} for \S{1,40} on /),
  says(
    'config',
    'not found',
    /^Version \S{1,60}(?: with arch \S{1,40})? (?:was )?not found\b|^The version '\S{1,60}' with architecture '\S{1,40}' was not found/,
  ),
  says('config', 'A branch or tag', /^A branch or tag with the name '.{1,300}' could not be found/),
];

/** The same words without a reason that would come again. */
const REST: readonly Saying[] = [says('infra', 'Unable to resolve action', /^Unable to resolve actions?\b/)];

const SAYINGS: readonly Saying[] = [...RIGHTS, ...SERVICES, ...WORKFLOWS, ...SET_UPS, ...REST];

export const SAYING_MARKS: readonly string[] = [...new Set(SAYINGS.map(({ mark }) => mark))];

/** What one line says, without the mark of an error. */
export const kindOfSaying = (text: string): FailureKind | undefined =>
  SAYINGS.find(({ mark, pattern }) => text.includes(mark) && pattern.test(text))?.kind;
