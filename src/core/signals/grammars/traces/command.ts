// What is written for GitHub to annotate: `::error file=a.ts,line=3,title=x::what` where no runner has read it, and what the runner makes of vitest's.
import { endOf, type Finding, textAt, textOf } from '../../grammar.ts';
import { placeOfTest } from '../javascript/frames.ts';
import { kindOfLoading } from '../javascript/loading.ts';
import { frameOf, isOwn } from '../stack.ts';
import type { TraceReader } from './trace.ts';

const COMMAND = /^::error(?: (.{1,2000}?))?::(.{1,4000})$/;
const TEST = /^(\S{1,500}\.[cm]?[jt]sx?) > (\S.{0,1000})$/;
const PLACE = /^ {1,3}❯ \S/;
const MAX_LINES = 60;

export const commandTrace: TraceReader = (lines, at) => {
  const [whole, properties = '', said = ''] = COMMAND.exec(textAt(lines, at)) ?? [];
  if (whole === undefined) return undefined;
  const named = new Map(properties.split(',').map(propertyOf));
  const message = decoded(said);
  const place = {
    file: named.get('file'),
    line: Number(named.get('line')) || undefined,
    column: Number(named.get('col') ?? named.get('column')) || undefined,
  };
  const [, file, test] = TEST.exec(named.get('title') ?? '') ?? [];
  const span = { from: at, to: at + 1 };
  if (file === undefined || test === undefined)
    return { kind: kindOfLoading(message) === 'compile' ? 'compile' : 'unknown', ...place, message, ...span };
  return { ...ofTest(test, message), ...(placesIn(message, file) ?? { ...place, file }), ...span };
};

/** The runner keeps the words of an annotation, several lines of them, and drops its title: vitest's end with the places. */
export const annotationTrace: TraceReader = (lines, at) => {
  if (lines[at]?.mark !== 'error' || !/^\w{0,80}Error: /.test(textAt(lines, at))) return undefined;
  const isEnd = (_: string, no: number): boolean => no > at && lines[no]?.mark === 'error';
  const end = endOf(lines, at + 1, isEnd, MAX_LINES);
  const first = endOf(lines, at + 1, (text, no) => no >= end || PLACE.test(text), MAX_LINES);
  if (first >= end) return undefined;
  const to = endOf(lines, first, (text) => !PLACE.test(text));
  const places = lines.slice(first, to).map(({ text }) => text);
  const message = textOf(lines, at, first);
  return {
    kind: kindOfLoading(message),
    tool: 'vitest',
    ...placesIn(places.join('\n')),
    message,
    from: at,
    to,
  };
};

const ofTest = (
  test: string,
  message: string,
): Pick<Finding, 'kind' | 'tool' | 'testId' | 'suite' | 'message'> => ({
  kind: 'test',
  tool: 'vitest',
  testId: test,
  suite: test.includes(' > ') ? test.split(' > ').slice(0, -1).join(' > ') : undefined,
  message: message
    .split('\n')
    .filter((line) => !PLACE.test(line))
    .join('\n')
    .trim(),
});

function placesIn(text: string, file?: string) {
  const places = text.split('\n').flatMap((line) => (PLACE.test(line) ? (frameOf(line) ?? []) : []));
  return placeOfTest(
    places.filter((place) => isOwn(place.file)),
    file,
  );
}

function propertyOf(text: string): readonly [string, string] {
  const [key = '', ...value] = text.split('=');
  return [key.trim(), decoded(value.join('=')).replaceAll('%2C', ',').replaceAll('%3A', ':')];
}

const decoded = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%').trimEnd();
