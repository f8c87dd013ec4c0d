// Surefire and failsafe, as Maven prints them: a block for each failed test, then a list of all in short.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { endOfTrace, isJavaFrame, javaFrame, javaPlace } from './java-stack.ts';
import { type ListedTest, listedTests } from './surefire-list.ts';

const RUNNING = /^(?:\[INFO\] )?Running (\S{1,300})$/;
const CLASS_DONE =
  /^(?:\[\w{4,7}\] )?Tests run: \d{1,9}, Failures: .{0,100}<<< (?:FAILURE|ERROR)!(?: --? in (\S.{0,300}))?$/;
const HEAD =
  /^(?:\[ERROR\] )?(?! )(\S.{0,1000}?) {1,2}(?:-- )?Time elapsed: \d{1,9}(?:[.,]\d{1,9})? s(?:ec)? {1,2}<<< (FAILURE|ERROR)!$/;
const BLOCK_END = /^(?:\[(?:INFO|WARNING|ERROR)\]|Running \S|Tests run: |Results ?:)/;
const RERUN = /^\[(?:ERROR|WARNING|INFO)\] {3}Run \d{1,3}: /;
const TOTAL =
  /^(?:\[\w{4,7}\] )?Tests run: (\d{1,9}), Failures: (\d{1,9}), Errors: (\d{1,9}), Skipped: \d{1,9}/;

export const surefire: Grammar = {
  tool: 'surefire',
  marks: ['Tests run: ', '<<< ERROR!', '<<< FAILURE!', '[ERROR] Failures:', '[ERROR] Errors:'],
  read(lines) {
    const { failed, flaky } = listedTests(lines);
    const isFlaky = (name: string) => flaky.has(name) && !failed.some((test) => test.name === name);
    const detailed = detailsIn(lines).filter(({ testId = '' }) => !isFlaky(testId));
    const rest = failed.filter((test) => !detailed.some((detail) => isSame(detail, test)));
    return {
      findings: [...detailed, ...rest.map(findingOf)],
      // Surefire numbers the runs of a test that it ran again; else two results are two cases of one table.
      repeatsInRun: lines.some(({ text }) => RERUN.test(text)),
      ended: endedIn(lines),
    };
  },
};

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const total = lines.findLast(({ text }) => TOTAL.test(text) && !text.includes('Time elapsed'));
  const [, , failures, errors] = TOTAL.exec(total?.text ?? '') ?? [];
  if (failures === undefined) return undefined;
  return failures === '0' && errors === '0' ? 'passed' : 'failed';
}

function detailsIn(lines: readonly LogLine[]): readonly Finding[] {
  const details: Finding[] = [];
  let className = '';
  lines.forEach(({ text }, at) => {
    const done = CLASS_DONE.exec(text);
    className = done?.[1] ?? RUNNING.exec(text)?.[1] ?? className;
    const head = done === null ? HEAD.exec(text) : null;
    if (head !== null) details.push(detailAt(lines, at, head[1] ?? '', className));
  });
  return details;
}

function detailAt(lines: readonly LogLine[], at: number, printed: string, running: string): Finding {
  const end = endOf(lines, at + 1, (text) => BLOCK_END.test(text) || HEAD.test(text));
  const to = lastWritten(lines, at + 1, end);
  const frames = endOf(lines, at + 1, (text, line) => line >= to || isJavaFrame(text));
  const { className, method } = nameOf(printed, running, lines, frames, to);
  return {
    kind: 'test',
    testId: method === '' ? className : `${className}.${method}`,
    suite: className,
    ...javaPlace(lines, frames, to, className),
    message: textOf(lines, at + 1, frames),
    from: at,
    to: endOfTrace(lines, frames, to),
  };
}

function lastWritten(lines: readonly LogLine[], from: number, to: number): number {
  let end = to;
  while (end > from && textAt(lines, end - 1).trim() === '') end -= 1;
  return end;
}

/** `com.acme.FooTest.bar`, `bar(com.acme.FooTest)`, `bar` below its class, or the class alone where its set-up failed. */
function nameOf(
  printed: string,
  running: string,
  lines: readonly LogLine[],
  from: number,
  to: number,
): { className: string; method: string } {
  const inBrackets = /^(.{1,800})\(((?:[\w$]{1,100}\.){1,20}[\w$]{1,200})\)$/.exec(printed);
  if (inBrackets !== null) return { className: inBrackets[2] ?? '', method: inBrackets[1] ?? '' };
  if (printed === running || /^(?:[a-z_][\w]{0,100}\.){1,20}[A-Z][\w$]{0,200}$/.test(printed))
    return { className: printed, method: '' };
  const qualified = /^((?:[\w$]{1,100}\.){1,20}[A-Z_$][\w$]{0,200})\.(.{1,800})$/.exec(printed);
  if (qualified !== null) return { className: qualified[1] ?? '', method: qualified[2] ?? '' };
  const frames = lines.slice(from, to).flatMap(({ text }) => javaFrame(text) ?? []);
  const own = frames.findLast(({ method, className }) => method === printed && className.startsWith(running));
  return { className: own?.className ?? running, method: printed };
}

const isSame = ({ testId = '', suite = '' }: Finding, { name }: ListedTest): boolean => {
  const simple = (text: string) => text.replace(/^(?:[a-z_]\w{0,100}\.){1,20}/, '');
  const short = simple(testId);
  const bare = short.replace(/[({[].{0,800}$/s, '');
  return (
    name === testId ||
    [short, bare].includes(simple(name).replace(/[({[].{0,800}$/s, '')) ||
    // Where setting up the class failed, the block names the class and the list names the method.
    (testId === suite && simple(name).startsWith(`${simple(suite)}.`))
  );
};

const findingOf = ({ name, file, line, message, at }: ListedTest): Finding => {
  const suite = name.slice(0, Math.max(name.lastIndexOf('.'), 0));
  return {
    kind: 'test',
    testId: name,
    suite: suite === '' ? undefined : suite,
    file,
    line,
    message,
    from: at,
    to: at + 1,
  };
};
