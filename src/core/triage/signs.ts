// Sentences by which machines, networks and services say that the trouble is theirs. Code says many of them too: then they are soft.
import { namesLocal, publicHostIn, saysAFetcher } from './downloads.ts';

/** `hard`: no code of a repository says this by itself. `soft`: code and surroundings both may. */
export type InfraSign = { readonly tier: 'hard' | 'soft'; readonly what: string };
type Sign = {
  readonly what: string;
  readonly pattern: RegExp;
  /** When it is hard; `fetched`: the line is about a download. */
  readonly isHard: (line: string, fetched: boolean) => boolean;
};

const always = (): boolean => true;
const never = (): boolean => false;
/** Said by a tool that fetches packages: a server of the code's own answers in the same words, and a mirror may stand anywhere. */
const ofDownloads = (_line: string, fetched: boolean): boolean => fetched;
const elsewhere = (line: string, fetched: boolean): boolean =>
  !namesLocal(line) && (fetched || publicHostIn(line) !== undefined);
/** A name that is surely nobody's comes from the code or its settings, whoever asks for it; what is but not found now may be the network's. */
const unresolved = (line: string, fetched: boolean): boolean =>
  publicHostIn(line) !== undefined && (fetched || /\bEAI_AGAIN\b|\btemporary failure\b/i.test(line));

/** Every pattern is bounded and looks at one line. */
const SIGNS: readonly Sign[] = [
  {
    what: 'the disk is full',
    pattern: /\bno space left on device\b|\bENOSPC\b|\bdisk quota exceeded\b/i,
    // The kernel words its limit of watched files as a full disk.
    isHard: (line) => !/watch/i.test(line),
  },
  {
    what: 'the system killed it for lack of memory',
    pattern:
      /(?<!killed by a command \()\bexit (?:code|status):? 137\b|\bOOMKilled\b|\bout of memory: killed process\b|\bkilled signal terminated program\b|\bsignal 9 \[killed\]|\(signal: 9, SIGKILL: kill\)/i,
    isHard: always,
  },
  {
    what: 'the container engine did not answer',
    pattern: /\bcannot connect to the docker daemon\b|\berror during connect: .{0,80}docker/i,
    isHard: always,
  },
  {
    what: 'a name could not be resolved',
    pattern:
      /\b(?:could not resolve (?:host|proxy)|temporary failure in name resolution|name or service not known|failed to resolve ['"])|\bgetaddrinfo (?:ENOTFOUND|EAI_AGAIN)\b|\bEAI_AGAIN\b|\bno such host\b/i,
    isHard: unresolved,
  },
  {
    what: 'a server answered with an error of its own',
    pattern: /\b(?:E?50[0234]|E?429)\b(?! (?:tests?|passed|failed|failing|files?|lines?|ms|bytes|errors?)\b)/,
    isHard: ofDownloads,
  },
  {
    what: 'an image registry limits pulls',
    pattern: /\btoomanyrequests\b|\bpull rate limit\b/i,
    isHard: always,
  },
  {
    what: 'a secure connection could not be made',
    pattern: /\bTLS handshake timeout\b|\bSSL_ERROR_SYSCALL\b|\bunexpected EOF.{0,40}\bTLS\b/i,
    isHard: (line) => !namesLocal(line),
  },
  {
    what: 'the network broke off',
    pattern:
      /\b(?:ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b|\b(?:connection reset by peer|connection timed out|network is unreachable|early EOF|RPC failed)\b/i,
    isHard: elsewhere,
  },
  {
    what: 'the runner went away',
    pattern:
      /\brunner has received a shutdown signal\b|\brunner\b.{0,100}\blost communication with the server\b|\brunner .{0,60}\bhas been (?:lost|shut ?down)\b|\bhosted runner .{0,60}lost\b/i,
    isHard: always,
  },
  {
    what: 'the forge could not hand out an action',
    // One that is not there is not there the next time either.
    pattern:
      /\bfailed to (?:download|resolve) action\b|\bunable to resolve action\b(?!.{0,400}(?:not found|unable to find version))/i,
    isHard: always,
  },
  {
    what: 'the system watches too many files',
    pattern: /\b(?:ENOSPC|EMFILE)\b.{0,200}\bwatch|\binotify\b.{0,200}\b(?:limit|no space|too many)\b/i,
    isHard: never,
  },
  {
    what: 'a module is missing',
    pattern: /\b(?:cannot find (?:module|package)|no module named|module not found|unresolved import)\b/i,
    isHard: never,
  },
  {
    what: 'no tests were found',
    pattern: /\bno tests? (?:found|collected|ran|were run)\b|\bcollected 0 items\b/i,
    isHard: never,
  },
  {
    what: 'something took too long',
    pattern: /\b(?:timed? ?out|timeout|deadline exceeded)\b/i,
    isHard: never,
  },
  {
    what: 'a service on the same machine did not answer',
    pattern: /\b(?:ECONNREFUSED|connection refused)\b/i,
    isHard: never,
  },
];

const MAX_LINE_CHARS = 1_000;
const MAX_SIGNS = 8;

/** What is told of one text, each sign once, hard where any line makes it so; at most a few. `fetched`: all of it is about a download. */
export function signsIn(text: string, fetched = false): readonly InfraSign[] {
  const found = new Map<string, InfraSign>();
  for (const whole of text.split('\n')) {
    const line = whole.slice(0, MAX_LINE_CHARS);
    for (const { what, pattern, isHard } of SIGNS) {
      if (found.get(what)?.tier === 'hard' || !pattern.test(line)) continue;
      const tier = isHard(line, fetched || saysAFetcher(line)) ? 'hard' : 'soft';
      found.set(what, { tier, what });
    }
    if (found.size >= MAX_SIGNS) break;
  }
  return [...found.values()];
}

/** How far before its end a step is believed: what it printed earlier it got over. */
const LAST_LINES = 60;
const ENDS = /^(?:##\[error\])?Process completed with exit code \d{1,10}\.?$/;

/**
 * Signs at the end of the steps that failed: `output` is what a job printed, as one text without times. Where the runner's own
 * mark of a failure stands, the lines before it count; without one, the last lines do.
 */
export function signsAtTheEnd(output: string): readonly InfraSign[] {
  const lines = output.split('\n');
  const ends = lines.flatMap((line, at) => (ENDS.test(line.trimEnd()) ? [at + 1] : []));
  const spans = (ends.length > 0 ? ends : [lines.length]).slice(-MAX_ENDS);
  return signsIn(spans.map((end) => lines.slice(Math.max(0, end - LAST_LINES), end).join('\n')).join('\n'));
}
const MAX_ENDS = 4;
