// What was found, for people: coloured where a terminal is, with the lines of the file.
import { styleText } from 'node:util';
import type { FileFailure, FileSignals } from '#core/signals/file/file-signals.ts';
import type { FileReading } from '#core/signals/file/text-reader.ts';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const OUTCOME_STYLES: Readonly<Record<FileSignals['outcome'], Style>> = {
  failed: 'red',
  passed: 'green',
  cancelled: 'yellow',
  timed_out: 'yellow',
  unreadable: 'magenta',
  unknown: 'yellow',
};
const SHOWN_FAILURES = 20;

export function prettyOf({ signals, source }: FileReading, hasColours: boolean): string {
  const paint: Paint = (style, text) =>
    hasColours ? styleText(style, text, { validateStream: false }) : text;
  const { completeness, triage } = signals;
  const lines = [
    `${paint('bold', signals.file)}  ${paint(OUTCOME_STYLES[signals.outcome], signals.outcome)}  ${paint('dim', signals.format)}`,
    ...(completeness.reason === null ? [] : [paint('magenta', `  ${completeness.reason}`)]),
    ...signals.failures.slice(0, SHOWN_FAILURES).flatMap((failure) => failureLines(failure, paint)),
    ...more(signals.failures.length - SHOWN_FAILURES, 'failures'),
    ...(signals.evidence.length === 0 ? [] : ['']),
    ...signals.evidence.flatMap((span) => [
      paint('dim', `  ── ${span.fromLine}–${span.toLine}  ${span.why}`),
      ...spanLines(span.fromLine, span.toLine, source).map((line) => `  ${line}`),
    ]),
    '',
    `  ${paint('cyan', triage.likely)}: ${triage.because.join('; ')}`,
    paint('dim', `  ${seen(signals)}`),
  ];
  return `${lines.join('\n')}\n\n`;
}

function failureLines(failure: FileFailure, paint: Paint): string[] {
  const place = [failure.file, failure.line, failure.column].filter((part) => part !== null).join(':');
  const isNamed = failure.suite === null || failure.testId?.startsWith(failure.suite) === true;
  const name = [isNamed ? null : failure.suite, failure.testId].filter((part) => part !== null).join(' › ');
  const title = name || failure.code;
  // Without a name of its own it is told by its tool, once.
  const who = [...(title ? [failure.tool] : []), failure.confidence].join(', ');
  const [first = '', ...rest] = failure.message.split('\n');
  return [
    '',
    `  ${paint('red', failure.kind)} ${paint('bold', title || failure.tool)} ${paint('dim', who)}`,
    ...(place === '' ? [] : [`    ${paint('cyan', place)}`]),
    `    ${first}`,
    ...rest.slice(0, 6).map((line) => `    ${line}`),
  ];
}

const spanLines = (from: number, to: number, source: FileReading['source']): string[] =>
  Array.from(
    { length: to - from + 1 },
    (_, at) => `${String(from + at).padStart(7)} │ ${source(from + at) ?? ''}`,
  );

const more = (count: number, what: string): string[] => (count > 0 ? [`  … and ${count} more ${what}`] : []);

function seen({ completeness, redactions }: FileSignals): string {
  const { bytes, lines, cut, dropped, evidence } = completeness;
  const gone = dropped.reduce((sum, hole) => sum + hole.lines, 0);
  return [
    `${lines} lines, ${bytes} bytes`,
    ...(gone > 0 ? [`${gone} lines not kept`] : []),
    ...(cut.lines > 0 ? [`${cut.lines} lines cut`] : []),
    ...(evidence.leftOutLines > 0 ? [`${evidence.leftOutLines} lines of evidence had no room`] : []),
    ...(redactions > 0 ? [`${redactions} secrets taken out`] : []),
  ].join(', ');
}
