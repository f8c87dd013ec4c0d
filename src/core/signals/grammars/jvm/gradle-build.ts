// What Gradle says went wrong with a build. Failing tests and compilers are told by what they print themselves.
import type { FailureKind } from '../../failure-signal.ts';
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const WRONG = '* What went wrong:';
const END = /^(?:\* |={5,}|-{5,}|BUILD FAILED|FAILURE: )/;
const WHERE =
  /^(?:Build|Settings|Script|Initialization script|Precompiled script plugin) ?(?:file |script )?'(.{1,500})' line: (\d{1,7})$/;
const TOLD =
  /There were failing tests|Compilation failed; see|Compilation error\. See|Compilation finished with errors|(?:Checkstyle|PMD|CodeNarc) rule violations were found|format violations|Analysis failed with \d|Lint found errors|KtLint found|Kotlin compilation|Process 'command '.{1,300}'' finished with non-zero exit value|A failure occurred while executing .{0,300}(?:Ktlint|Checkstyle|Lint)/;

const KINDS: readonly (readonly [FailureKind, RegExp])[] = [
  ['gate', /Rule violated for |coverage verification|Coverage/],
  ['permission', /status code (?:401|403)|Unauthorized|Forbidden/],
  [
    'network',
    /status code (?:429|5\d\d)|timed? out|UnknownHostException|Connection reset|Connection refused|No such host is known|: Name or service not known|PKIX path/i,
  ],
  [
    'dependency',
    /Could not (?:resolve|find (?!method|property)|download|GET|HEAD)|was not found in any of the following sources|Cannot choose between|No matching variant|conflict on/,
  ],
  ['resource', /OutOfMemoryError|Metaspace|heap space|exit value 137|daemon disappeared/],
  ['timeout', /Timeout has been exceeded/],
  ['crash', /finished with non-zero exit value/],
];

export const gradleBuild: Grammar = {
  tool: 'gradle',
  marks: [WRONG, 'Gradle build daemon disappeared'],
  read(lines) {
    const found = lines.flatMap(({ text }, at) => (text === WRONG ? [findingAt(lines, at)] : []));
    const daemon = lines.findIndex(({ text }) => text.includes('Gradle build daemon disappeared'));
    const lost: Finding[] =
      daemon === -1 || found.length > 0
        ? []
        : [{ kind: 'crash', message: textAt(lines, daemon), from: daemon, to: daemon + 1 }];
    const wanted = found.filter(({ message }) => !isTold(message, lines));
    return {
      findings: [...wanted, ...lost],
      ended: lines.some(({ text }) => /^BUILD SUCCESSFUL\b/.test(text)) ? 'passed' : 'failed',
    };
  },
};

/** Somebody else's words explain it, provided that they are there: with --quiet they may not be. */
function isTold(message: string, lines: readonly LogLine[]): boolean {
  // Thresholds of coverage are read, by that line, with the other gates.
  if (message.includes('Rule violated for ')) return true;
  if (!TOLD.test(message)) return false;
  if (/There were failing tests/.test(message))
    return lines.some(({ text }) => / FAILED$/.test(text) && text.includes(' > ') && !text.startsWith('> '));
  if (/exit value/.test(message))
    return lines.some(({ text }) => /\berror\b|\bFAIL|✖|not ok /.test(text) && !text.startsWith('>'));
  return lines.some(({ text }) =>
    /: error: |^e: |^\[error\]|\[ant:checkstyle\]|format violations|:\d{1,7}:? .{3}/.test(text),
  );
}

function findingAt(lines: readonly LogLine[], at: number): Finding {
  const end = endOf(lines, at + 1, (text) => END.test(text), 60);
  let to = end;
  while (to > at + 1 && textAt(lines, to - 1).trim() === '') to -= 1;
  const message = textOf(lines, at + 1, to);
  const whereAt = Math.max(0, at - 3);
  const where = lines.slice(whereAt, at).flatMap(({ text }) => WHERE.exec(text) ?? []);
  const script = /Could not compile (?:build|settings) file '(.{1,500})'/.exec(message)?.[1];
  const scriptLine = /'.{1,500}': (\d{1,7}): /.exec(message)?.[1];
  const kind = KINDS.find(([, pattern]) => pattern.test(message))?.[0] ?? 'build';
  return {
    kind,
    file: where[1] ?? script,
    line: Number(where[2] ?? scriptLine) || undefined,
    message,
    from: where.length > 0 ? whereAt : at,
    to,
  };
}
