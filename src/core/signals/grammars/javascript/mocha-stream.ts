// mocha's json-stream reporter: one JSON array a line, `["fail",{…}]` for each failure.
import { parsedJson } from '../../../parsed-json.ts';
import type { Finding } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { ownPlaces, placeOfTest } from './frames.ts';

const START = '["fail",{';

export const mochaStream = (lines: readonly LogLine[]): readonly Finding[] =>
  lines.flatMap(({ text, no }, at) => {
    const fail = text.startsWith(START) ? failIn(text) : undefined;
    if (fail === undefined) return [];
    const { title, fullTitle, file, stack = '', err = '' } = fail;
    const trace = stack.split('\n').map((each) => ({ no, text: each, mark: null }));
    const suite = fullTitle.slice(0, -title.length).trim();
    const place = placeOfTest(ownPlaces(trace, 0, trace.length), file);
    const message = (stack.split(/\n\s+at /, 1)[0] ?? '') || err;
    const testId = fullTitle;
    return [
      {
        kind: 'test' as const,
        testId,
        suite: suite || undefined,
        ...place,
        file,
        message,
        from: at,
        to: at + 1,
      },
    ];
  });

type Fail = { title: string; fullTitle: string; file?: string; err?: string; stack?: string };

/** Undefined for a line that was cut off, or that something else printed. */
function failIn(text: string): Fail | undefined {
  const parsed = parsedJson(text);
  const fail: unknown = Array.isArray(parsed) ? parsed[1] : undefined;
  return isFail(fail) ? fail : undefined;
}

function isFail(value: unknown): value is Fail {
  if (typeof value !== 'object' || value === null) return false;
  const { title, fullTitle, file, err, stack } = value as Record<string, unknown>;
  const isText = (each: unknown) => each === undefined || typeof each === 'string';
  return typeof title === 'string' && typeof fullTitle === 'string' && [file, err, stack].every(isText);
}
