// For installers: a table of sentences that mean a failure, each with the lines that go on with it, and what kind of failure it is.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

export type Saying = {
  readonly kind: FailureKind;
  /** Groups `file` and `line`, where it has them, are the place. */
  readonly pattern: RegExp;
  /** Lines below that belong to it; none without it. */
  readonly goesOn?: RegExp;
  /** Its cause may be found in its words: then that counts. */
  readonly isVague?: boolean;
};

const MAX_LINES = 60;
const MAX_MESSAGE_LINES = 12;

const NETWORK =
  /Failed to connect|Couldn't connect|Could not resolve host|Connection (?:refused|reset|aborted|broken|timed out|error)|connect(?:ion)? error|Read timed out|operation timed out|timed out\b|Temporary failure in name resolution|Name or service not known|nodename nor servname|getaddrinfo failed|NewConnectionError|ConnectTimeout|ReadTimeout|Max retries exceeded|RemoteDisconnected|ProtocolError|SSLError|certificate verify failed|dns error|failed to lookup address|error sending request|CONNECTION FAILED|\b(?:429|50[0234])\b.{0,40}(?:Error|Too Many|Bad Gateway|Unavailable|Timeout)|status code: (?:429|5\d\d)|HTTP error 5\d\d|All attempts to connect to|Could not fetch URL/i;
const PERMISSION =
  /\b(?:401|403)\b.{0,40}(?:Error|Unauthorized|Forbidden)|status code: 40[13]|HTTP error 40[13]|Permission denied|Authentication/i;
const RESOURCE = /No space left on device|Cannot allocate memory|MemoryError/;

/** What it was that went wrong, as far as an error's own words tell. */
export function causeIn(text: string, otherwise: FailureKind): FailureKind {
  if (RESOURCE.test(text)) return 'resource';
  if (PERMISSION.test(text)) return 'permission';
  return NETWORK.test(text) ? 'network' : otherwise;
}

export function saidBy(lines: readonly LogLine[], sayings: readonly Saying[]): readonly Finding[] {
  let until = 0;
  return lines.flatMap((_, at): Finding[] => {
    const finding = at < until ? undefined : saidAt(lines, at, sayings);
    if (finding === undefined) return [];
    until = finding.to;
    return [finding];
  });
}

export function saidAt(
  lines: readonly LogLine[],
  at: number,
  sayings: readonly Saying[],
): Finding | undefined {
  const text = textAt(lines, at);
  if (text === '') return undefined;
  const saying = sayings.find(({ pattern }) => pattern.test(text));
  if (saying === undefined) return undefined;
  const { kind, pattern, goesOn, isVague } = saying;
  const { file, line } = pattern.exec(text)?.groups ?? {};
  const to = goesOn === undefined ? at + 1 : blockEnd(lines, at + 1, goesOn);
  const whole = textOf(lines, at, to);
  return {
    kind: isVague === true ? causeIn(whole, kind) : kind,
    file,
    line: line === undefined ? undefined : Number(line),
    message: messageOf(whole),
    from: at,
    to,
  };
}

/** Without empty lines at its end, whatever the expression allows. */
function blockEnd(lines: readonly LogLine[], from: number, goesOn: RegExp): number {
  let to = endOf(lines, from, (text, at) => !goesOn.test(text) || lines[at]?.mark === 'error', MAX_LINES);
  while (to > from && textAt(lines, to - 1).trim() === '') to -= 1;
  return to;
}

const messageOf = (whole: string): string =>
  whole
    .replace(/^(?:ERROR|Error|error): {1,2}/, '')
    .split('\n')
    .slice(0, MAX_MESSAGE_LINES)
    .join('\n')
    .trim();
