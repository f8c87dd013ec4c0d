// behave: the lists at its end name what failed and where it stands; the steps further up say why.
import { endOf, type Finding, type Grammar, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const LIST = /^(?:Failing|Errored) scenarios:$/;
const SCENARIO = /^ {2}(\S[^:]{0,500}\.feature):(\d{1,7}) {1,4}(\S.{0,500})$/;
const HEAD =
  /^ {2}(?:Scenario|Scenario Outline|Example): (\S.{0,500}?)\s{0,100}(?:# (\S[^:]{0,500}):(\d{1,7}))?$/;
const FEATURE = /^Feature: (\S.{0,300}?)\s{0,100}(?:# .{1,500})?$/;
const SAID =
  /^\s{0,12}(?:ASSERT FAILED|Assertion Failed|ERROR|HOOK-ERROR|Traceback \(most recent call last\)|[A-Z]\w{1,60}(?:Error|Exception)):/;
const SUMMARY = /^\d{1,6} scenarios? passed, (\d{1,6}) failed(?:, (\d{1,6}) errors?)?/;

export const behave: Grammar = {
  tool: 'behave',
  marks: ['Failing scenarios:', 'Errored scenarios:', ' scenarios passed, ', ' scenario passed, '],
  read(lines) {
    const headsOf = headsIn(lines);
    const findings = lines.flatMap(({ text }, at) =>
      LIST.test(text) ? listedBelow(lines, at, headsOf) : [],
    );
    const [whole, failed, errors = '0'] = lines.flatMap(({ text }) => SUMMARY.exec(text) ?? []).slice(-3);
    const isClean = failed === '0' && errors === '0';
    return { findings, ended: whole === undefined ? undefined : isClean ? 'passed' : 'failed' };
  },
};

type Head = { readonly at: number; readonly feature: string | undefined };

/** Where each title stands, found once: a log may hold thousands of scenarios. */
function headsIn(lines: readonly LogLine[]): (name: string, place: string) => Head | undefined {
  const heads = new Map<string, Head>();
  let feature: string | undefined;
  lines.forEach(({ text }, at) => {
    feature = FEATURE.exec(text)?.[1] ?? feature;
    const [whole, title = '', file, line] = HEAD.exec(text) ?? [];
    if (whole === undefined) return;
    const place = file === undefined ? undefined : `${file}:${line}`;
    const key = JSON.stringify([title, place]);
    if (!heads.has(key)) heads.set(key, { at, feature });
  });
  return (name, place) => {
    const [placed, bare] = [
      heads.get(JSON.stringify([name, place])),
      heads.get(JSON.stringify([name, undefined])),
    ];
    return placed === undefined || (bare !== undefined && bare.at < placed.at) ? bare : placed;
  };
}

type HeadsOf = ReturnType<typeof headsIn>;

function listedBelow(lines: readonly LogLine[], at: number, headsOf: HeadsOf): readonly Finding[] {
  const to = endOf(lines, at + 1, (text) => !SCENARIO.test(text), 2_000);
  return lines.slice(at + 1, to).flatMap(({ text }, offset): Finding[] => {
    const [, file = '', line, name = ''] = SCENARIO.exec(text) ?? [];
    const details = detailsOf(lines, at, headsOf(name, `${file}:${line}`));
    const here = at + 1 + offset;
    return [
      {
        kind: 'test',
        testId: name,
        suite: details?.feature,
        file,
        line: Number(line),
        message: details?.message ?? 'failed',
        from: details?.from ?? here,
        to: details?.to ?? here + 1,
      },
    ];
  });
}

/** Of a traceback only its end says something. */
const messageOf = (said: string): string =>
  said.startsWith('Traceback ')
    ? (said
        .split('\n')
        .findLast((line) => /^\s{0,12}[\w.]{1,200}(?:Error|Exception)\b/.test(line))
        ?.trim() ?? said)
    : said;

/** The scenario's own steps; two of one name are told apart by their place, where it is printed. */
function detailsOf(lines: readonly LogLine[], end: number, head: Head | undefined) {
  if (head === undefined || head.at >= end) return undefined;
  const { at, feature } = head;
  const to = endOf(lines, at + 1, (text, each) => each >= end || HEAD.test(text) || FEATURE.test(text), 500);
  const saidAt = endOf(lines, at + 1, (text, each) => each >= to || SAID.test(text), 500);
  const saidTo = endOf(lines, saidAt, (text, each) => each >= to || text === '', 60);
  return {
    feature,
    message: saidAt < to ? messageOf(textOf(lines, saidAt, saidTo)) : undefined,
    from: at,
    to: saidAt < to ? saidTo : to,
  };
}
