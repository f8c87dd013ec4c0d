// What ends a Go test binary before its tests are done: panics, fatal errors of the runtime, the test timeout. And data races.
import { endOf, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { framesIn, type GoFrame, isOwn, testIn } from './go-paths.ts';

export type Death = {
  readonly from: number;
  readonly to: number;
  readonly message: string;
  readonly place: GoFrame | undefined;
  /** The test function its stack leads through. */
  readonly test: string | undefined;
  readonly kind: 'panic' | 'race';
};

const PANIC = /^\s{0,4}(panic: .{1,2000}|fatal error: .{1,500})$/;
const GOROUTINE = /^goroutine \d{1,9} (?:gp=\S{1,30} m=\S{1,30} (?:mp=\S{1,30} )?)?\[/;
const AFTER = /^(?:FAIL|ok {2}|=== |--- |\?\t|exit status |DONE )/;
/** Before its stack stands no other panic, nor the border of a group that a reporter makes of a test's output. */
const OTHER = /^(?:panic: |::(?:end)?group::)/;
const RACE = 'WARNING: DATA RACE';

/** A printed `panic: …` is none: a stack follows the real one. */
export function panicAt(lines: readonly LogLine[], at: number): Death | undefined {
  const found = PANIC.exec(textAt(lines, at));
  if (found === null) return undefined;
  const stack = endOf(
    lines,
    at + 1,
    (text) => GOROUTINE.test(text) || OTHER.test(text) || AFTER.test(text),
    60,
  );
  if (!GOROUTINE.test(textAt(lines, stack))) return undefined;
  const to = endOf(lines, stack, (text) => AFTER.test(text), 2_000);
  const end = endOf(lines, stack + 1, (text) => text === '' || AFTER.test(text), 300);
  const frames = framesIn(lines, stack, end);
  const message = (found[1] ?? '').replace(/ \[recovered(?:, repanicked)?\]$/, '');
  const own = frames.find(({ file }) => isOwn(file));
  return { from: at, to, message, place: own, test: testIn(frames), kind: 'panic' };
}

export function raceAt(lines: readonly LogLine[], at: number): Death | undefined {
  if (textAt(lines, at) !== RACE) return undefined;
  const to = endOf(lines, at + 1, (text) => /^={10,100}$/.test(text), 200);
  const frames = framesIn(lines, at, to);
  const own = frames.find(({ file }) => isOwn(file));
  return { from: at, to, message: RACE, place: own, test: testIn(frames), kind: 'race' };
}

const TIMED_OUT = /^panic: (test timed out after \S{1,40})$/;
const RUNNING = /^\t\t(\S{1,2000}) \(\S{1,40}\)$/;

export type TimedOut = { readonly test: string | undefined; readonly place: GoFrame | undefined };

/** The tests that ran when the time was over, and where each of them stood. */
export function timeoutAt(lines: readonly LogLine[], at: number) {
  const message = TIMED_OUT.exec(textAt(lines, at))?.[1];
  if (message === undefined) return undefined;
  const to = endOf(lines, at + 1, (text) => AFTER.test(text), 4_000);
  const named = lines.slice(at, Math.min(to, at + 200)).flatMap(({ text }) => RUNNING.exec(text)?.[1] ?? []);
  const leaves = named.filter((name) => !named.some((other) => other.startsWith(`${name}/`)));
  const stacks = stacksIn(lines, at, to);
  const tests: readonly (string | undefined)[] = leaves.length > 0 ? leaves : [testIn(stacks.flat())];
  const found = tests.map((test): TimedOut => {
    const stack = stacks.find((frames) => test !== undefined && testIn(frames) === test.split('/')[0]);
    return { test, place: stack?.find(({ file }) => isOwn(file)) };
  });
  return { message, to: Math.min(to, at + 3 + named.length), end: to, tests: found };
}

function stacksIn(lines: readonly LogLine[], from: number, to: number): readonly (readonly GoFrame[])[] {
  const starts: number[] = [];
  for (let at = from; at < to; at += 1) if (GOROUTINE.test(textAt(lines, at))) starts.push(at);
  return starts.map((start, index) => framesIn(lines, start, starts[index + 1] ?? to));
}
