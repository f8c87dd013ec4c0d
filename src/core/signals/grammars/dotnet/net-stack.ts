// Stack traces of .NET: `at Acme.Ledger.Total(Int32 a) in /src/Ledger.cs:line 12`; xUnit's own runner: `src/Ledger.cs(12,0): at Acme.Ledger.Total()`.
import { textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const FRAME = /^\s{0,40}at (.{1,1500}?) in (.{1,1000}?):(?:line )?(\d{1,7})$/;
const XUNIT_FRAME = /^\s{0,40}(\S.{0,1000}?)\((\d{1,7}),\d{1,7}\): at (.{1,1500})$/;
const ANY_FRAME =
  /^\s{0,40}(?:at \S.{0,500}[(.]|--- End of |-{3,5}> \(Inner Exception|\S.{0,1000}\(\d{1,7},\d{1,7}\): at )/;
const FOREIGN =
  /^(?:System|Microsoft|Xunit|NUnit|Moq|FluentAssertions|Shouldly|AwesomeAssertions|Castle|NSubstitute|TUnit|InvokeStub_|Internal|Newtonsoft|AutoFixture|Verify)\b/;

export type NetFrame = { readonly method: string; readonly file: string; readonly line: number };

export const isNetFrame = (text: string): boolean => ANY_FRAME.test(text);

export function netFrame(text: string): NetFrame | undefined {
  const found = FRAME.exec(text);
  if (found !== null) return { method: found[1] ?? '', file: found[2] ?? '', line: Number(found[3]) };
  const xunit = XUNIT_FRAME.exec(text);
  return xunit === null
    ? undefined
    : { method: xunit[3] ?? '', file: xunit[1] ?? '', line: Number(xunit[2]) };
}

export const isOwnFrame = ({ method }: NetFrame): boolean => !FOREIGN.test(method);

/** `Acme.Tests.LedgerTests.Sums(a: 1)` and `Acme.Tests.LedgerTests.<Sums>d__1.MoveNext()` -> `Acme.Tests.LedgerTests`. */
export function classOf(method: string): string {
  const bare = method.replace(/\(.{0,1500}$/s, '').replace(/\.?[<+].{0,500}$/, '.x');
  return bare.slice(0, Math.max(bare.lastIndexOf('.'), 0));
}

/** Where it gave up: the first own frame of the test's class, else the first own frame; `end` is past the last own frame. */
export function netPlace(lines: readonly LogLine[], from: number, to: number, testId: string) {
  const own: (NetFrame & { readonly at: number })[] = [];
  for (let at = from; at < to; at += 1) {
    const frame = netFrame(textAt(lines, at));
    if (frame !== undefined && isOwnFrame(frame)) own.push({ ...frame, at });
  }
  const method = testId.replace(/\(.{0,1500}$/s, '');
  const isQualified = method.includes('.');
  const ofTest = own.find((frame) =>
    isQualified ? classOf(frame.method) === classOf(method) : frame.method.includes(`.${method}(`),
  );
  const place = ofTest ?? own[0];
  return {
    file: place?.file,
    line: place?.line,
    suite: isQualified ? classOf(method) : ofTest && classOf(ofTest.method),
    end: (own.at(-1)?.at ?? Math.min(from + 4, to - 1)) + 1,
  };
}
