// Which files of the change a failing test imports itself: one hop, read from its text. Enough for a link, and no more than one.
import type { TriageEvidence } from './evidence.ts';

type Mention = TriageEvidence['mentions'][number];

const SPECIFIER =
  /(?:\bfrom\s{0,3}|\bimport\s{0,3}\(?\s{0,3}|\brequire\s{0,3}\(\s{0,3})['"](\.{1,2}\/[^'"\n]{1,300})['"]/g;
const PYTHON =
  /^[ \t]{0,40}(?:from[ \t]{1,4}([.\w]{1,200})[ \t]{1,4}import\b|import[ \t]{1,4}([.\w]{1,200}))/gm;
const MAX_CHARS = 100_000;

/** Of `changed`, the first that `file` with this text imports. */
export function importedFrom(file: string, text: string, changed: readonly string[]): string | undefined {
  const short = text.slice(0, MAX_CHARS);
  const stems = file.endsWith('.py') ? pythonStems(short) : relativeStems(file, short);
  return changed.find((path) => stems.some((stem) => isModule(path, stem)));
}

/** With or without its ending, or as the index of a folder. */
function isModule(path: string, stem: string): boolean {
  const bare = stem.replace(/\.[cm]?[jt]sx?$/, '');
  const own = path.replace(/\.(?:[cm]?[jt]sx?|py)$/, '');
  return own === bare || own === `${bare}/index` || own === `${bare}/__init__`;
}

function relativeStems(file: string, text: string): readonly string[] {
  const folder = file.split('/').slice(0, -1);
  return Array.from(text.matchAll(SPECIFIER), ([, specifier = '']) => {
    const parts = [...folder];
    for (const part of specifier.split('/'))
      if (part === '..') parts.pop();
      else if (part !== '.') parts.push(part);
    return parts.join('/');
  });
}

/** Packages may lie in a folder of their own: `ledger.money` is `src/ledger/money.py` as well. */
function pythonStems(text: string): readonly string[] {
  const modules = Array.from(text.matchAll(PYTHON), ([, from, plain]) =>
    (from ?? plain ?? '').replace(/^\.+/, ''),
  );
  return modules
    .filter((name) => name !== '')
    .map((name) => name.replaceAll('.', '/'))
    .flatMap((stem) => [stem, `src/${stem}`, `lib/${stem}`]);
}

/** Short names are words of every log. */
const MIN_PATH_CHARS = 6;

/** A failure whose own words name a file of the change. */
export function mentionedIn(fine: string, text: string, changed: readonly string[]): Mention | undefined {
  const path = changed.find((each) => each.length >= MIN_PATH_CHARS && text.includes(each));
  return path === undefined ? undefined : { fine, path, how: 'output' };
}
