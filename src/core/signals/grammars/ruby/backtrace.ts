// Places in Ruby backtraces: `./spec/a_spec.rb:5:in …`, with or without a `#` before. Gems and Ruby itself are not the repository's.
import { textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const PLACE = /^\s{0,20}(?:# |from )?((?:[A-Za-z]:)?[^\s:][^:]{0,500}):(\d{1,7})(?::in [`'].{0,500})?$/;
const FOREIGN = /(?:\/gems\/|\/rubygems|\/lib\/ruby\/|^<internal:|\/bin\/)/;

export type Place = { readonly file: string; readonly line: number };

export function placeIn(text: string): Place | undefined {
  const found = PLACE.exec(text);
  if (found === null || FOREIGN.test(found[1] ?? '')) return undefined;
  return { file: (found[1] ?? '').replace(/^\.\//, ''), line: Number(found[2]) };
}

/** Of the repository's own places, the first in a test's file; else the first of all, which is the deepest. */
export function ownPlace(lines: readonly LogLine[], from: number, to: number): Place | undefined {
  const own: Place[] = [];
  for (let at = from; at < to; at += 1) {
    const place = placeIn(textAt(lines, at));
    if (place !== undefined) own.push(place);
  }
  return (
    own.find(({ file }) => /_(?:spec|test)\.rb$|^(?:spec|test)\/|\/(?:spec|test)\//.test(file)) ?? own[0]
  );
}
