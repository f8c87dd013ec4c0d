// Gradle's test events: `FooTest > bar() FAILED` with the exception below it, in short or with its frames.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { endOfTrace, isJavaFrame, javaFrame, javaPlace, sourceFile } from './java-stack.ts';

const EVENT =
  /^(?! |> |Task |FAILURE)(\S.{0,2000} > .{1,1000}?|(?:[\w$]{1,100}\.){1,20}\S{1,300}) (FAILED|PASSED)(?: \(\d.{0,40}\))?$/;
const RUN_NAMES = /^(?:Gradle Test (?:Run|Executor) [^>]{1,200} > ){1,4}/;
const SHORT = /^\s{2,12}(\S.{0,500}?) at ([\w$.-]{1,200}\.\w{1,10}):(\d{1,7})$/;
const OWNER = /^((?:[\w$]{1,100}\.){0,20}[A-Z_$][\w$]{0,200})$/;

export const gradleTest: Grammar = {
  tool: 'gradle',
  marks: [' FAILED'],
  read(lines) {
    const events = lines.flatMap(({ text }, at) => {
      const event = EVENT.exec(text);
      const name = (event?.[1] ?? '').replace(RUN_NAMES, '');
      return event === null ? [] : [{ at, name, failed: event[2] === 'FAILED' }];
    });
    const passed = new Map(events.filter(({ failed }) => !failed).map(({ name, at }) => [name, at]));
    const findings = events
      // A plug-in may run a failed test again; the later event is the test's last word.
      .filter(({ failed, name, at }) => failed && (passed.get(name) ?? -1) < at)
      .flatMap(({ at, name }) => findingAt(lines, at, name));
    return { findings };
  },
};

function findingAt(lines: readonly LogLine[], at: number, name: string): Finding[] {
  const to = lastWritten(lines, at);
  const isBare = !name.includes(' > ');
  // "FooTest.bar FAILED" is what many tools say; Gradle's has the exception below it.
  if (isBare && to === at + 1) return [];
  const frames = endOf(lines, at + 1, (text, line) => line >= to || isJavaFrame(text));
  const short = lines.slice(at + 1, frames).findIndex(({ text }) => SHORT.test(text));
  const place = short === -1 ? null : SHORT.exec(textAt(lines, at + 1 + short));
  const owner = ownerOf(lines, frames, to, name);
  const found = javaPlace(lines, frames, to, owner);
  const named = place === null ? undefined : { file: fileOf(name, place[2] ?? ''), line: Number(place[3]) };
  const message = place === null ? textOf(lines, at + 1, frames) : (place[1] ?? '');
  return [
    {
      kind: 'test',
      testId: name,
      suite: suiteOf(name),
      ...(found ?? named),
      message,
      from: at,
      to: place === null ? endOfTrace(lines, frames, to) : at + short + 2,
    },
  ];
}

const suiteOf = (name: string): string | undefined => name.split(' > ').slice(0, -1).join(' > ') || undefined;

function ownerOf(lines: readonly LogLine[], from: number, to: number, name: string): string {
  const [first = ''] = name.split(' > ');
  const simple = OWNER.exec(first)?.[1] ?? '';
  const frame = lines
    .slice(from, to)
    .flatMap(({ text }) => javaFrame(text) ?? [])
    .find(
      ({ className }) =>
        simple !== '' && (className === simple || className.split('$')[0]?.endsWith(`.${simple}`)),
    );
  return frame?.className ?? simple;
}

function fileOf(name: string, file: string): string {
  const className = name.split(' > ')[0] ?? '';
  return sourceFile({ className, file });
}

/** The exception and its frames stand indented below the event, with blank lines between causes. */
function lastWritten(lines: readonly LogLine[], at: number): number {
  const end = endOf(lines, at + 1, (text, line) => {
    if (text.startsWith('  ')) return false;
    return text !== '' || !textAt(lines, line + 1).startsWith('    ');
  });
  let to = end;
  while (to > at + 1 && textAt(lines, to - 1).trim() === '') to -= 1;
  return to;
}
