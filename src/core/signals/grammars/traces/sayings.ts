// Programs of every script that say in one line why they gave up: curl, wget, apt, cloud clients, psql, ssh. A guess, for a step in which nothing else explains it.
import type { FailureKind } from '../../failure-signal.ts';
import { textAt } from '../../grammar.ts';
import type { TraceReader } from './trace.ts';

type Saying = { readonly tool: string; readonly kind: FailureKind; readonly pattern: RegExp };

/** A service of the job itself that does not answer is most often the change's own. */
const LOCAL = /\b(?:localhost|127\.0\.0\.1|0\.0\.0\.0)\b|\[?::1\]?:\d/;

const SAYINGS: readonly Saying[] = [
  { tool: 'curl', kind: 'permission', pattern: /^curl: \(22\) .{0,200}error: 40[13]\b/ },
  { tool: 'curl', kind: 'network', pattern: /^curl: \(22\) .{0,200}error: (?:429|5\d\d)\b/ },
  {
    tool: 'curl',
    kind: 'network',
    pattern: /^curl: \((?:5|6|7|16|18|28|35|52|55|56|60|92)\) (?<message>.{1,500})$/,
  },
  { tool: 'wget', kind: 'network', pattern: /^wget: unable to resolve host address / },
  { tool: 'wget', kind: 'network', pattern: /^(?:[\d :-]{19} )?ERROR (?:429|5\d\d): .{1,200}$/ },
  {
    tool: 'apt',
    kind: 'dependency',
    pattern:
      /^E: (?:Unable to locate package |Package '.{1,200}' has no installation candidate|Version '.{1,200}' for '|Unable to correct problems)/,
  },
  { tool: 'apt', kind: 'network', pattern: /^E: Failed to fetch / },
  { tool: 'apt', kind: 'resource', pattern: /^E: (?:Could not get lock |You don't have enough free space)/ },
  {
    tool: 'aws',
    kind: 'permission',
    pattern:
      /^(?:fatal error: |upload failed: .{1,300})?(?:Unable to locate credentials|The config profile \(.{1,100}\) could not be found|An error occurred \((?:AccessDenied|AccessDeniedException|ExpiredToken|InvalidClientTokenId|UnauthorizedOperation|UnrecognizedClientException|SignatureDoesNotMatch|403)\) )/,
  },
  {
    tool: 'gcloud',
    kind: 'permission',
    pattern:
      /^ERROR: \(gcloud\.\S{1,100}\) (?:PERMISSION_DENIED|You do not currently have|There was a problem refreshing)/,
  },
  { tool: 'docker', kind: 'permission', pattern: /^(?:denied|unauthorized): \S/ },
  {
    tool: 'ssh',
    kind: 'permission',
    pattern: /^(?:\S{1,200}: )?(?:Permission denied \(publickey|Host key verification failed)/,
  },
  {
    tool: 'psql',
    kind: 'build',
    pattern: /^psql:(?<file>[^:]{1,500}):(?<line>\d{1,7}): (?:ERROR|FATAL): {1,4}(?<message>.{1,1000})$/,
  },
  {
    tool: 'bash',
    kind: 'config',
    pattern:
      /^(?<file>\S{1,400}): (?:line )?(?<line>\d{1,7}): (?<message>\w{1,100}: (?:unbound variable|parameter (?:null or )?not set|\?? ?.{1,200}is (?:required|not set)).{0,200})$/,
  },
  {
    tool: 'bash',
    kind: 'compile',
    pattern:
      /^(?<file>\S{1,400}): (?:line )?(?<line>\d{1,7}): (?<message>(?:[Ss]yntax error|unexpected EOF).{0,300})$/,
  },
  {
    tool: 'perl',
    kind: 'dependency',
    pattern:
      /^(?<message>Can't locate \S{1,300} in @INC\b.{0,2000}) at (?<file>\S{1,400}) line (?<line>\d{1,7})\.$/,
  },
  {
    tool: 'buf',
    kind: 'lint',
    pattern: /^(?<file>\S{1,500}\.proto):(?<line>\d{1,7}):(?<column>\d{1,7}):\s?(?<message>.{1,1000})$/,
  },
  {
    tool: 'helm',
    kind: 'lint',
    pattern:
      /^(?:\[ERROR\] templates\/: |Error: )?(?:parse error at \(|template: )[\w.-]{1,100}\/(?<file>templates\/[^:]{1,300}):(?<line>\d{1,7})(?::(?<column>\d{1,7}))?\)?: (?<message>.{1,1000})$/,
  },
];

const numberOf = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits);

export const sayingTrace: TraceReader = (lines, at) => {
  const text = textAt(lines, at);
  if (text.length > 2_500) return undefined;
  const saying = SAYINGS.find(({ pattern }) => pattern.test(text));
  if (saying === undefined || (saying.kind === 'network' && LOCAL.test(text))) return undefined;
  const { file, line, column, message = text } = saying.pattern.exec(text)?.groups ?? {};
  const isTemporary = file?.startsWith('/home/runner/work/_temp') === true;
  const place = isTemporary ? {} : { file, line: numberOf(line), column: numberOf(column) };
  return { kind: saying.kind, tool: saying.tool, ...place, message, from: at, to: at + 1 };
};
