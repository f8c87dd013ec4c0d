// Stack traces of the JVM: `at com.acme.Ledger.total(Ledger.java:12)`, with a module or loader in front of it in some.
import { textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FRAME = /^\s{0,40}at (?:[^\s()/]{0,100}\/{1,2}){0,2}([^()]{1,500})\(([^():]{1,200}):(\d{1,7})\)/;
const FRAME_START =
  /^\s{0,40}(?:at (?:[^\s()/]{0,100}\/{1,2}){0,2}[\w$.]{1,300}[.$][^()]{1,300}\(|\.\.\. \d{1,5} (?:more|common frames))/;
const FOREIGN =
  /^(?:java|javax|jakarta|jdk|sun|com\.sun|kotlin|kotlinx|scala|groovy|android|androidx|dalvik|org\.(?:junit|opentest4j|testng|hamcrest|assertj|mockito|apache|gradle|codehaus|springframework|hibernate|scalatest|scalacheck|spockframework|robolectric|jetbrains|aspectj)|io\.(?:mockk|kotest|netty|micronaut|quarkus|reactivex)|junit|net\.bytebuddy|com\.google\.(?:common|truth|inject)|com\.intellij|com\.fasterxml|com\.zaxxer|worker\.org\.gradle|reactor|munit|zio|cats|lombok|sbt|okhttp3|retrofit2)\./;

export type JavaFrame = {
  readonly className: string;
  readonly method: string;
  readonly file: string;
  readonly line: number;
};

export const isJavaFrame = (text: string): boolean => FRAME_START.test(text);

export function javaFrame(text: string): JavaFrame | undefined {
  const found = FRAME.exec(text);
  if (found === null) return undefined;
  const [, name = '', file = '', line] = found;
  const dot = name.lastIndexOf('.');
  const className = name.slice(0, Math.max(dot, 0));
  return { className, method: name.slice(dot + 1), file, line: Number(line) };
}

/** Only Java promises that a file lies where its package says; other languages' files keep their bare name. */
export function sourceFile({ className, file }: Pick<JavaFrame, 'className' | 'file'>): string {
  const parts = className.split('.');
  return file.endsWith('.java') && parts.length > 1 ? `${parts.slice(0, -1).join('/')}/${file}` : file;
}

export const isOwnClass = (className: string): boolean => !FOREIGN.test(className);

/** Where it gave up: the first own frame of the test's class, else the first own frame. */
export function javaPlace(
  lines: readonly LogLine[],
  from: number,
  to: number,
  testClass = '',
): { readonly file: string; readonly line: number } | undefined {
  const outer = testClass.split('$')[0] ?? '';
  const isTest = ({ className }: JavaFrame) =>
    outer !== '' &&
    (className === outer || className.startsWith(`${outer}$`) || className.endsWith(`.${outer}`));
  let first: JavaFrame | undefined;
  for (let at = from; at < to; at += 1) {
    const frame = javaFrame(textAt(lines, at));
    if (frame === undefined || !isOwnClass(frame.className)) continue;
    if (isTest(frame)) return { file: sourceFile(frame), line: frame.line };
    first ??= frame;
  }
  return first && { file: sourceFile(first), line: first.line };
}

/** The end of what is worth showing of a trace: its last own frame, else its first few. */
export function endOfTrace(lines: readonly LogLine[], frames: number, to: number): number {
  for (let at = to - 1; at >= frames; at -= 1) {
    const frame = javaFrame(textAt(lines, at));
    if (frame !== undefined && isOwnClass(frame.className)) return at + 1;
  }
  return Math.min(to, frames + 5);
}
