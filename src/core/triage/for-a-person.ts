// What only a person can answer: a right, a secret, an approval.
import type { FailureNote } from '../signals/failure-signal.ts';
import { isOfADownload, namesLocal, saysAFetcher } from './downloads.ts';
import { isInTheCode } from './own-code.ts';
import type { Suspicion, TriageInput } from './triage.ts';

type Sign = {
  readonly what: string;
  readonly pattern: RegExp;
  /** `forge`: its own words, whoever asked. `anybody`: code may say it too, so not where code stood. `download`: a server of the code's own says it too. */
  readonly by: 'forge' | 'anybody' | 'download';
};

const SIGNS: readonly Sign[] = [
  {
    what: 'the workflow lacks a permission',
    pattern: /\bresource not accessible by (?:integration|personal access token)\b/i,
    by: 'forge',
  },
  { what: 'a credential is wrong or has expired', pattern: /\bbad credentials\b/i, by: 'anybody' },
  {
    what: 'a credential is wrong or has expired',
    pattern:
      /\b(?:token|credentials?|certificate) (?:has |have |is |are )?expired\b|\bE401\b|\bauthentication (?:failed|required)\b|\b401 Unauthorized\b/i,
    by: 'download',
  },
  {
    what: 'a secret is not set',
    pattern: /\binput required and not supplied: .{0,40}(?:token|key|secret|password)/i,
    by: 'forge',
  },
  {
    what: 'the account that pays for CI has a problem',
    pattern: /\bjob was not started because (?:recent account payments|your account is locked)/i,
    by: 'forge',
  },
  {
    what: 'the organisation does not allow this action',
    pattern: /\bis not allowed to be used in \S{1,200}\. Actions in this workflow must be\b/i,
    by: 'forge',
  },
  {
    what: 'CI got no credentials',
    pattern:
      /\bcould not assume role with OIDC\b|^Credentials could not be loaded\b|\bACTIONS_ID_TOKEN_REQUEST_(?:URL|TOKEN) env variable/i,
    by: 'forge',
  },
  {
    what: 'an approval is waited for',
    pattern: /\bwaiting for (?:a )?(?:review|approval)\b|\brequires? approval\b/i,
    by: 'anybody',
  },
];

/** Only where the tool itself takes it for a matter of rights or settings: a test may say "401" and mean the code under test. */
const MAY_NEED_A_PERSON: ReadonlySet<FailureNote['kind']> = new Set([
  'permission',
  'config',
  'infra',
  'network',
  'dependency',
  'unknown',
]);

const MAX_LINE_CHARS = 1_000;

export function forAPerson(failure: FailureNote, input: TriageInput): Suspicion | undefined {
  if (!MAY_NEED_A_PERSON.has(failure.kind)) return undefined;
  const lines = failure.message.split('\n').map((line) => line.slice(0, MAX_LINE_CHARS));
  const fetched = isOfADownload(failure);
  const ofTheCode = isInTheCode(failure, input);
  const isSaid = ({ pattern, by }: Sign, line: string): boolean =>
    pattern.test(line) &&
    (by === 'forge' ||
      (!ofTheCode && (by === 'anybody' || ((fetched || saysAFetcher(line)) && !namesLocal(line)))));
  const sign = SIGNS.find((each) => lines.some((line) => isSaid(each, line)));
  return sign && { likely: 'person', because: [sign.what] };
}
