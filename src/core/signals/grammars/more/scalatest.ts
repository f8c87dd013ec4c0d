// Scala's runners under sbt: ScalaTest's `- should add *** FAILED ***`, munit's `==> X Suite.test`.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const LEVEL = /^\[(?:info|error)\] ?/;
const SUITE = /^(?:\[info\] )?([A-Z]\w{1,200}(?:Spec|Suite|Test|Tests)):$/;
const FAILED = /^(?:\[(?:info|error)\] )?(\s{0,12}- \S.{0,500}?) \*\*\* FAILED \*\*\*(?: \(.{1,60}\))?$/;
const PLACE = /\(([\w.-]{1,200}\.scala):(\d{1,7})\)/;
const SUBJECT = /^(?:\[info\] )(\S.{0,200})$/;
const MUNIT =
  /^(?:\[error\] )?==> X ([\w.]{1,300})\.(\S.{0,300}?) {1,4}\d{1,6}\.\d{1,4}s (.{1,1000}?)(?:: (\S{1,400}\.scala):(\d{1,7}).{0,300})?$/;

export const scalatest: Grammar = {
  tool: 'scalatest',
  marks: ['*** FAILED ***', '==> X '],
  read(lines) {
    let suite: string | undefined;
    let subject: string | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const named = SUITE.exec(text)?.[1];
      if (named !== undefined) subject = undefined;
      suite = named ?? suite;
      if (named === undefined && suite !== undefined && !/^\[info\] (?:-|\s)/.test(text))
        subject = SUBJECT.exec(text)?.[1] ?? subject;
      const failed = FAILED.exec(text)?.[1];
      if (failed !== undefined) return [failedAt(lines, at, failed.trim().slice(2), suite, subject)];
      return munitAt(text, at);
    });
    return { findings };
  },
};

function failedAt(
  lines: readonly LogLine[],
  at: number,
  name: string,
  suite: string | undefined,
  subject: string | undefined,
): Finding {
  const message = textAt(lines, at + 1)
    .replace(LEVEL, '')
    .trim();
  const [, file, line] = PLACE.exec(message) ?? [];
  return {
    kind: 'test',
    testId: subject === undefined ? name : `${subject} ${name}`,
    suite,
    file,
    line: line === undefined ? undefined : Number(line),
    message: message.replace(PLACE, '').trim(),
    from: at,
    to: at + 2,
  };
}

function munitAt(text: string, at: number): Finding[] {
  const [, suite, name, message = '', file, line] = MUNIT.exec(text) ?? [];
  if (name === undefined) return [];
  const place = line === undefined ? {} : { file, line: Number(line) };
  return [
    {
      kind: 'test',
      tool: 'munit',
      testId: `${suite}.${name}`,
      suite,
      ...place,
      message,
      from: at,
      to: at + 1,
    },
  ];
}
