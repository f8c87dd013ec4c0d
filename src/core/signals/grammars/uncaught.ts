// What no tool reported: programs that died with a trace, compilers that speak like gcc, marked error lines with a place. Read only when nothing else was found.
import type { Finding, Grammar } from '../grammar.ts';
import { type LogLine, STEP_FAILED } from '../log-lines.ts';
import { isThrownForMemory } from '../memory.ts';
import { annotationTrace, commandTrace } from './traces/command.ts';
import { dotnetTrace } from './traces/dotnet.ts';
import { framedTrace } from './traces/framed.ts';
import { goTrace } from './traces/go.ts';
import { javascriptTrace } from './traces/javascript.ts';
import { jvmTrace } from './traces/jvm.ts';
import { memoryTrace } from './traces/memory.ts';
import { phpTrace } from './traces/php.ts';
import { placedProblems } from './traces/problems.ts';
import { pythonTrace } from './traces/python.ts';
import { rubyTrace } from './traces/ruby.ts';
import { rustTrace } from './traces/rust.ts';
import { sayingTrace } from './traces/sayings.ts';
import { makeStop, shellTrace } from './traces/shell.ts';
import type { TraceReader } from './traces/trace.ts';

const PLACED = /^(\S.{0,1000}?)[(:](\d{1,7})[,:](\d{1,7})\)?: {1,4}(.{1,4000})$/;
const GCC = /^(\S.{0,500}?):(\d{1,7}):(\d{1,7}): (?:fatal )?error: (.{1,4000})$/;

const gccLine: TraceReader = (lines, at) => {
  const [whole, file, line, column, message = ''] = GCC.exec(lines[at]?.text ?? '') ?? [];
  if (whole === undefined) return undefined;
  return { kind: 'compile', file, line: Number(line), column: Number(column), message, from: at, to: at + 1 };
};

const GO = /^((?:[A-Za-z]:)?[\w.@~/\\-]{1,500}\.go):(\d{1,7}):(\d{1,7}): (.{1,4000})$/;
const GO_COMPILER =
  /^(?:undefined: |declared and not used|cannot use |syntax error|\S{1,200} imported and not used|missing return|invalid operation|not enough |too many |\S{1,200} undefined \()/;

/** `go vet` writes no headings any more, and what `go build` wrote may have lost its own. */
const goLine: TraceReader = (lines, at) => {
  const [whole, file = '', line, column, message = ''] = GO.exec(lines[at]?.text ?? '') ?? [];
  if (whole === undefined) return undefined;
  const isCompiler = GO_COMPILER.test(message);
  const place = { file: file.replace(/^\.[\\/]/, ''), line: Number(line), column: Number(column) };
  return {
    kind: isCompiler ? 'compile' : 'lint',
    tool: isCompiler ? 'go' : 'go vet',
    ...place,
    message,
    from: at,
    to: at + 1,
  };
};

/** Java before JavaScript: a Java trace looks like a JavaScript one without a place. */
const READERS: readonly TraceReader[] = [
  memoryTrace,
  gccLine,
  goLine,
  pythonTrace,
  jvmTrace,
  dotnetTrace,
  rubyTrace,
  phpTrace,
  goTrace,
  rustTrace,
  framedTrace,
  javascriptTrace,
  sayingTrace,
  shellTrace,
  commandTrace,
  annotationTrace,
  (lines, at) => markedAt(lines[at], at),
];

/** `isKnownToFail`: somebody else says so. Else only what calls itself an error is one. */
export const uncaught = (isKnownToFail: boolean): Grammar => ({
  tool: 'log',
  marks: [''],
  read(lines) {
    const found = allBy(READERS, lines);
    const findings = found.length > 0 ? found : placedProblems(lines, isKnownToFail);
    return { findings: findings.length > 0 ? findings : allBy([makeStop], lines).slice(-1) };
  },
});

/** The lines of one trace belong to no other. */
function allBy(readers: readonly TraceReader[], lines: readonly LogLine[]): readonly Finding[] {
  const findings: Finding[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const finding = firstOf(readers, lines, at);
    if (finding === undefined) continue;
    findings.push(finding);
    at = Math.max(at, finding.to - 1);
  }
  return findings;
}

function firstOf(
  readers: readonly TraceReader[],
  lines: readonly LogLine[],
  at: number,
): Finding | undefined {
  for (const reader of readers) {
    const finding = reader(lines, at);
    if (finding !== undefined)
      return isThrownForMemory(finding.message) ? { ...finding, kind: 'resource' } : finding;
  }
  return undefined;
}

function markedAt(line: LogLine | undefined, at: number): Finding | undefined {
  if (line?.mark !== 'error' || STEP_FAILED.test(line.text) || line.text.trim() === '') return undefined;
  const placed = PLACED.exec(line.text);
  const place =
    placed === null ? {} : { file: placed[1], line: Number(placed[2]), column: Number(placed[3]) };
  return {
    kind: 'unknown',
    ...place,
    message: placed?.[4] ?? line.text,
    from: Math.max(0, at - 5),
    to: at + 1,
  };
}
