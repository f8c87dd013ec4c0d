// Sentences by which machines, networks and services say that the trouble is theirs; and those that only a person can answer.
import type { FailureNote } from '../signals/failure-signal.ts';
import type { Suspicion } from './triage.ts';

/** `hard`: no code of a repository says this by itself. `soft`: code and surroundings both may. */
export type InfraSign = { readonly tier: 'hard' | 'soft'; readonly what: string };
type Sign = InfraSign & { readonly pattern: RegExp };

/** An address on the machine itself is a service that the job should have started. */
const ELSEWHERE = '(?!.{0,40}(?:localhost|127\\.0\\.0\\.1|\\[::1\\]|0\\.0\\.0\\.0))';
const hard = (what: string, pattern: RegExp): Sign => ({ tier: 'hard', what, pattern });
const soft = (what: string, pattern: RegExp): Sign => ({ tier: 'soft', what, pattern });

/** Every pattern is bounded and looks at one line. */
const SIGNS: readonly Sign[] = [
  hard('the disk is full', /\bno space left on device\b|\bENOSPC\b|\bdisk quota exceeded\b/i),
  hard(
    'the system killed it for lack of memory',
    /\bexit (?:code|status) 137\b|\bOOMKilled\b|\bout of memory: killed process\b/i,
  ),
  hard(
    'the container engine did not answer',
    /\bcannot connect to the docker daemon\b|\berror during connect: .{0,80}docker/i,
  ),
  hard(
    'a name could not be resolved',
    /\b(?:could not resolve host|temporary failure in name resolution|name or service not known)\b|\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN)\b|\bEAI_AGAIN\b/i,
  ),
  hard(
    'a server answered with an error of its own',
    /\b(?:npm (?:error|ERR!)|error:?|fatal:|HTTP(?: error)?|status(?: code)?:?|returned error:|received|response)\b.{0,120}\b(?:50[0234]|429)\b(?! (?:tests?|passed|failed|files?|lines?|ms|bytes))/i,
  ),
  hard(
    'a server answered with an error of its own',
    /\b(?:50[0234] (?:Internal Server Error|Bad Gateway|Service Unavailable|Gateway Time-?out)|429 Too Many Requests|E50[0234]|E429)\b/i,
  ),
  hard('an image registry limits pulls', /\btoomanyrequests\b|\bpull rate limit\b/i),
  hard(
    'a secure connection could not be made',
    /\bTLS handshake timeout\b|\bSSL_ERROR_SYSCALL\b|\bunexpected EOF.{0,40}\bTLS\b/i,
  ),
  hard(
    'the network broke off',
    new RegExp(
      `\\b(?:ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\\b${ELSEWHERE}|\\b(?:connection reset by peer|connection timed out|network is unreachable|early EOF|RPC failed)\\b`,
      'i',
    ),
  ),
  hard(
    'the runner went away',
    /\brunner has received a shutdown signal\b|\blost communication with the server\b|\brunner .{0,60}\bhas been (?:lost|shut ?down)\b|\bhosted runner .{0,60}lost\b/i,
  ),
  hard(
    'the forge could not hand out an action',
    /\bfailed to (?:download|resolve) action\b|\bunable to resolve action\b/i,
  ),
  soft(
    'a module is missing',
    /\b(?:cannot find (?:module|package)|no module named|module not found|unresolved import)\b/i,
  ),
  soft('no tests were found', /\bno tests? (?:found|collected|ran|were run)\b|\bcollected 0 items\b/i),
  soft('something took too long', /\b(?:timed? ?out|timeout|deadline exceeded)\b/i),
  soft('a service on the same machine did not answer', /\b(?:ECONNREFUSED|connection refused)\b/i),
];

/** What is told of one text, each sign once; at most a few. */
export function signsIn(text: string): readonly InfraSign[] {
  const found = new Map<string, InfraSign>();
  for (const line of text.split('\n')) {
    const short = line.slice(0, MAX_LINE_CHARS);
    for (const { tier, what, pattern } of SIGNS)
      if (!found.has(what) && pattern.test(short)) found.set(what, { tier, what });
    if (found.size >= MAX_SIGNS) break;
  }
  return [...found.values()];
}
const MAX_LINE_CHARS = 1_000;
const MAX_SIGNS = 8;

const FOR_A_PERSON: readonly { readonly what: string; readonly pattern: RegExp }[] = [
  {
    what: 'the workflow lacks a permission',
    pattern: /\bresource not accessible by (?:integration|personal access token)\b/i,
  },
  {
    what: 'a credential is wrong or has expired',
    pattern:
      /\bbad credentials\b|\b(?:token|credentials?|certificate) (?:has |have |is |are )?expired\b|\bE401\b|\bauthentication (?:failed|required)\b|\b401 Unauthorized\b/i,
  },
  {
    what: 'a secret is not set',
    pattern: /\binput required and not supplied: .{0,40}(?:token|key|secret|password)/i,
  },
  {
    what: 'an approval is waited for',
    pattern: /\bwaiting for (?:a )?(?:review|approval)\b|\brequires? approval\b/i,
  },
];

/** Only where the tool itself takes it for a matter of rights or settings: a test may say "401" and mean the code under test. */
export function forAPerson({ kind, message }: FailureNote): Suspicion | undefined {
  if (!MAY_NEED_A_PERSON.has(kind)) return undefined;
  const sign = FOR_A_PERSON.find(({ pattern }) => pattern.test(message.slice(0, MAX_LINE_CHARS)));
  return sign && { likely: 'person', because: [sign.what] };
}
const MAY_NEED_A_PERSON: ReadonlySet<FailureNote['kind']> = new Set([
  'permission',
  'config',
  'infra',
  'network',
  'dependency',
  'unknown',
]);
