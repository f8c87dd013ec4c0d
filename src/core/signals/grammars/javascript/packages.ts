// npm, pnpm and yarn where they failed themselves: a conflict of versions, a registry that did not answer, a missing script.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const NPM = /^npm (?:error|ERR!)/;
const NPM_CODE = /^npm (?:error|ERR!) code (E[A-Z0-9_]{2,40}|\d{1,3})$/;
const NPM_SCRIPT = /^npm (?:error|ERR!) (Missing script: .{1,300})$/i;
/** After what went wrong: where the log is, and how the command is to be used. */
const NPM_LOG =
  /^npm (?:error|ERR!) (?:Clean install a project|A complete log of this run|\s{4}\/\S{1,500}-debug-\d)/;
const PNPM = /^\s{0,4}(?:\[?ERROR\]? )?(ERR_PNPM_[A-Z0-9_]{2,60})\s{1,4}(\S.{0,2000})$/;
const YARN = /^error (\S.{0,2000})$/;
const YARN_SAYS =
  /^(?:Error: (?:connect|getaddrinfo|read|socket) |An unexpected error occurred: |Couldn't find (?:package|any versions|match)|Your lockfile needs|Command ".{1,200}" not found|Received (?:invalid|malformed) response|Incorrect integrity|Failed to replace env|\S{1,200}: The (?:engine|platform|CPU) |Found incompatible module|No lockfile|\S{1,300}: Command failed|https?:\/\/)/;
const BERRY = /^(?:##\[error\])?➤ (YN\d{4}): (?:[│┌└] )?\s{0,4}(\S.{0,2000})$/;
/** What belongs to the message above it is indented. */
const BERRY_MORE = /^(?:##\[error\])?➤ YN\d{4}: │ {2,8}\S/;
const BERRY_FAILS =
  /^(?:##\[error\])?➤ YN0000: (?:[│┌└·] ){0,2}(?:Failed with errors|The lockfile would have been)/;
const USAGE = /^Usage Error: (\S.{0,1000})$/;

/** Without these it is the packages that are asked for: versions, peers, a lockfile that does not fit, a checksum. */
const KINDS: readonly (readonly [RegExp, FailureKind])[] = [
  [
    /NO_SCRIPT|missing script|Command ".{1,200}" not found|Couldn't find a script|EJSONPARSE|JSON_PARSE|ENOENT\b|NO_IMPORTER_MANIFEST|NO_PKG_MANIFEST|EINVALIDTAGNAME|Failed to replace env|doesn't seem to (?:have been|be part)/i,
    'config',
  ],
  [
    /\b(?:EACCES|EPERM|E401|E403|ENEEDAUTH|FETCH_401|FETCH_403|YN0041)\b|\b(?:401|403) \((?:Unauthorized|Forbidden)\)|: (?:Unauthorized|Forbidden) - 40[13]|authentication/i,
    'permission',
  ],
  [/\b(?:ENOSPC|EMFILE|ENOMEM)\b/, 'resource'],
  [
    /\b(?:ENOTFOUND|ECONNRESET|ECONNREFUSED|ECONNABORTED|ETIMEDOUT|ESOCKETTIMEDOUT|ERR_SOCKET_TIMEOUT|EAI_AGAIN|EPIPE|EPROTO|E429|E5\d\d|FETCH_5\d\d|FETCH_429|META_FETCH_FAIL|CERT_\w{1,40}|UNABLE_TO_\w{1,60}|SELF_SIGNED\w{0,40})\b|Response Code: (?:5\d\d|429)|network connection|socket hang up|Request failed "5\d\d|: 5\d\d |getaddrinfo/i,
    'network',
  ],
];
/** They only say that a script failed; the script has said why above. */
const ECHO =
  /^(?:ELIFECYCLE|ERR_PNPM_RECURSIVE_(?:RUN_FIRST_FAIL|EXEC_FIRST_FAIL|FAIL)|ERR_PNPM_EXEC_FIRST_FAIL)$/;
/** Of yarn's messages those that are errors; the others warn or report. */
const BERRY_ERRORS = new Set(
  'YN0001 YN0009 YN0010 YN0016 YN0018 YN0020 YN0022 YN0027 YN0028 YN0035 YN0037 YN0039 YN0041 YN0046 YN0047 YN0062 YN0078 YN0080 YN0081 YN0082 YN0090'.split(
    ' ',
  ),
);

export const packages: Grammar = {
  tool: 'npm',
  marks: ['npm error', 'npm ERR!', 'ERR_PNPM_', 'error ', '➤ YN', 'Usage Error: '],
  read(lines) {
    const ofYarn = lines.some(({ text }) =>
      /^(?:yarn (?:install|run|add) v1|\$ |info Visit https:\/\/yarnpkg)/.test(text),
    );
    const ofBerry = lines.some(({ text }) => BERRY_FAILS.test(text));
    const findings: Finding[] = [];
    for (let at = 0; at < lines.length; at += 1) {
      const found =
        npmAt(lines, at) ??
        pnpmAt(lines, at) ??
        usageAt(lines, at) ??
        (ofYarn ? yarnAt(lines, at) : undefined) ??
        (ofBerry ? berryAt(lines, at) : undefined);
      if (found === undefined) continue;
      findings.push(found);
      at = found.to - 1;
    }
    return { findings };
  },
};

const kindOf = (said: string): FailureKind =>
  KINDS.find(([pattern]) => pattern.test(said))?.[1] ?? 'dependency';

function npmAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const text = textAt(lines, at);
  const script = NPM_SCRIPT.exec(text)?.[1];
  if (script !== undefined) {
    const to = endOf(lines, at + 1, (each) => !NPM.test(each) || NPM_LOG.test(each), 20);
    return { kind: 'config', tool: 'npm', message: script, from: at, to };
  }
  const code = NPM_CODE.exec(text)?.[1];
  if (code === undefined || ECHO.test(code)) return undefined;
  const to = endOf(lines, at + 1, (each) => !NPM.test(each) || NPM_LOG.test(each), 40);
  const said = textOf(lines, at + 1, to)
    .replaceAll(/^npm (?:error|ERR!) ?/gm, '')
    .trim();
  const isBuild = /^path .{0,500}node_modules[\s\S]{0,300}^command failed/m.test(said);
  // A number is the exit code of a script: a failure of its own only where a package could not be built.
  if (/^\d/.test(code) && !isBuild) return undefined;
  const kind = isBuild ? 'dependency' : kindOf(`${code} ${said.slice(0, 500)}`);
  return {
    kind: code === 'E404' || code === 'ETARGET' ? 'dependency' : kind,
    tool: 'npm',
    code,
    message: said,
    from: at,
    to,
  };
}

function pnpmAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, code = '', message = ''] = PNPM.exec(textAt(lines, at)) ?? [];
  if (code === '' || ECHO.test(code)) return undefined;
  const to = endOf(lines, at + 1, (text, no) => no > at + 1 && (text.trim() === '' || PNPM.test(text)), 12);
  let end = to;
  while (end > at + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return { kind: kindOf(`${code} ${message}`), tool: 'pnpm', code, message, from: at, to: end };
}

function yarnAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const message = YARN.exec(textAt(lines, at))?.[1];
  if (message === undefined || !YARN_SAYS.test(message)) return undefined;
  // It says which module first, and then once more that there was one.
  if (message.startsWith('Found incompatible module') && / is incompatible with /.test(textAt(lines, at - 1)))
    return undefined;
  return { kind: kindOf(message), tool: 'yarn', message, from: at, to: at + 1 };
}

function berryAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const [, code = '', message = ''] = BERRY.exec(textAt(lines, at)) ?? [];
  if (!BERRY_ERRORS.has(code)) return undefined;
  const to = endOf(lines, at + 1, (text) => !BERRY_MORE.test(text), 12);
  const more = lines.slice(at + 1, to).flatMap(({ text }) => BERRY.exec(text)?.[2] ?? []);
  const said = [message, ...more].join('\n');
  return { kind: kindOf(`${code} ${said}`), tool: 'yarn', code, message: said, from: at, to };
}

function usageAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const message = USAGE.exec(textAt(lines, at))?.[1];
  if (message === undefined || !/script named|doesn't seem to|lockfile|package\.json/.test(message))
    return undefined;
  return {
    kind: kindOf(message) === 'dependency' && /script/.test(message) ? 'config' : kindOf(message),
    tool: 'yarn',
    message,
    from: at,
    to: at + 1,
  };
}
