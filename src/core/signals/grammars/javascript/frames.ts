// Places in JavaScript output: stack frames, whose file they belong to, which of several tells where a test failed.
import { textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { type Frame, frameOf, isFrame, isOwn } from '../stack.ts';

const BUNDLED = /^webpack(?:-internal)?:\/\/[^/]{0,100}\/(?:\.\/)?/;
const TEST_FILE =
  /(?:^|[\\/])(?:tests?|specs?|__tests__|e2e|cypress)[\\/]|[.\-_](?:test|spec|cy|e2e)(?:-d)?\.[cm]?[jt]sx?$/;
/** Files of the tools themselves where they are not under node_modules, and what is no file at all. */
const FOREIGN =
  /(?:^|[\\/])(?:node_modules|\.yarn|\.pnpm)[\\/]|^(?:node|internal|bun|deno|https?):|^<|^index\b/;

const SOURCE = /^(?:\/|\.{1,2}\/|[A-Za-z]:\\)?[^\s>]{0,500}\.[cm]?[jt]sx?$/;
/** mocha says so where it has no frame: the file whose test did not end in time. */
const FILE_SAID = /\(((?:\/|[A-Za-z]:\\)[^()]{1,1000}\.[cm]?[jt]sx?)\)$/m;

export const isTestFile = (file: string): boolean => TEST_FILE.test(file);

/** Of names around a test, those that are no suites but the file it is in. */
export const isFileName = (name: string): boolean =>
  SOURCE.test(name) && (isTestFile(name) || name.includes('/'));

export const fileSaid = (message: string): string | undefined => FILE_SAID.exec(message)?.[1];

/** One of them may be absolute, or relative to a folder further down. */
export function sameFile(one: string, other: string): boolean {
  const [a, b] = [one, other].map((path) =>
    path
      .replace(/^file:\/\//, '')
      .replaceAll('\\', '/')
      .replace(/^(?:\.\/)+/, ''),
  ) as [string, string];
  return a === b || a.endsWith(`/${b}`) || b.endsWith(`/${a}`);
}

/** The repository's own places in these lines, as they come. */
export function ownPlaces(
  lines: readonly LogLine[],
  from: number,
  to: number,
  isPlace: (text: string) => boolean = isFrame,
): readonly Frame[] {
  const places: Frame[] = [];
  for (let at = from; at < to; at += 1) {
    const text = textAt(lines, at);
    const frame = isPlace(text) ? frameOf(text) : undefined;
    if (frame === undefined) continue;
    const file = frame.file.replace(BUNDLED, '');
    if (isOwn(file) && !FOREIGN.test(file)) places.push({ ...frame, file });
  }
  return places;
}

/** Where a test of `file` failed; where no file is known, the first place in a test, else the first at all. */
export function placeOfTest(places: readonly Frame[], file?: string): Frame | undefined {
  if (file !== undefined) return places.find((place) => sameFile(place.file, file));
  return places.find((place) => isTestFile(place.file)) ?? places[0];
}
