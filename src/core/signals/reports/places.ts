// A stack trace or a message of any language -> the place in the repository where a test gave up.

import { isForeignFile } from '../foreign.ts';
import type { Tree } from '../tree.ts';

export type Place = { readonly file: string; readonly line: number };

const PATTERNS: readonly RegExp[] = [
  /^\s{0,40}at (?:async )?([\w.$<>]{1,300})\(([\w$-]{1,200}\.(?:java|kt|kts|scala|groovy)):(\d{1,7})\)/,
  /\bin ((?:[A-Za-z]:)?[^\s:][^:"*?<>|]{0,500}\.\w{1,10}):line (\d{1,7})\b/,
  /File "([^"]{1,500})", line (\d{1,7})/,
  // bats and Perl.
  /\bin test file (\S.{0,500}), line (\d{1,7})\)/,
  /^\s{0,8}#?\s{0,8}at (\S.{0,500}\.(?:t|pl|pm)) line (\d{1,7})\.$/,
  /(?:^|[\s('"[])((?:file:\/\/\/?)?(?:[A-Za-z]:)?[\w@$.\\/+~-]{1,500}\.[A-Za-z]\w{0,9})[:(](\d{1,7})\b/,
];
const FOREIGN_CLASS =
  /^(?:java|javax|jdk|sun|kotlin|scala|groovy|org\.junit|org\.testng|org\.gradle|org\.apache|org\.assertj|org\.hamcrest|org\.mockito|org\.opentest4j|junit|worker)\b/;
const MAX_LINES = 400;

/**
 * The deepest frame that is the repository's own, as far as `tree` or the names of folders tell. `near`: the test's own file or class, as far as
 * it is known; a frame in it counts before any other.
 */
export function placeIn(text: string, near?: string, tree?: Tree): Place | undefined {
  const places = text
    .split('\n')
    .slice(0, MAX_LINES)
    .flatMap((line) => placeOf(line.slice(0, 1_000)) ?? []);
  const own = deepestFirst(places).flatMap((place) => ownPlace(place, tree));
  const key = near === undefined ? undefined : stem(near);
  return own.find(({ file }) => key !== undefined && key !== '' && stem(file) === key) ?? own[0];
}

/** Python prints the call first and what it called below; everything else the other way round. */
const deepestFirst = (places: readonly Place[]): readonly Place[] =>
  places.length > 0 && places.filter(({ file }) => file.endsWith('.py')).length * 2 > places.length
    ? places.toReversed()
    : places;

function ownPlace(place: Place, tree: Tree | undefined): readonly Place[] {
  if (tree === undefined) return isForeignFile(place.file) ? [] : [place];
  const file = tree.find(place.file);
  return file === undefined ? [] : [{ ...place, file }];
}

function placeOf(text: string): Place | undefined {
  for (const [index, pattern] of PATTERNS.entries()) {
    const found = pattern.exec(text);
    if (found === null) continue;
    if (index === 0) return classPlace(found);
    const [, file = '', line] = found;
    if (/^\d/.test(file) && !file.includes('/')) continue;
    return { file: file.replace(/^file:\/\//, ''), line: Number(line) };
  }
  return undefined;
}

/** `com.acme.LedgerTest.adds(LedgerTest.java:12)`: the package tells the folder. */
function classPlace([, method = '', file = '', line]: RegExpExecArray): Place | undefined {
  if (FOREIGN_CLASS.test(method)) return undefined;
  const folders = method.split('.').filter((part) => /^[a-z_][a-z\d_]*$/.test(part));
  const inPackage = method.split('.').slice(0, -2);
  const path = inPackage.filter(
    (part, at) =>
      folders.includes(part) && inPackage.slice(0, at + 1).every((each) => folders.includes(each)),
  );
  return { file: [...path, file].join('/'), line: Number(line) };
}

/** `src/a/LedgerTest.java`, `com.acme.LedgerTest` and `LedgerTest` are the same in this. */
const stem = (name: string): string => {
  const base = name.split(/[\\/]/).at(-1) ?? '';
  const plain = base.replace(/\.(?:java|kt|kts|scala|groovy|cs|fs|vb|py|rb|php|go|[cm]?[jt]sx?)$/, '');
  return /[\\/]/.test(name) || plain !== base ? plain : (plain.split('.').at(-1)?.split('$')[0] ?? '');
};
