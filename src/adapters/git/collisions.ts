// Finds new names that some file systems cannot tell from others: same but for case or Unicode form.

/** Paths longer or deeper than this are odd by themselves (core/patch-rules.ts) and would make the search slow. */
const MAX_PATH_CHARS = 1_000;
const MAX_FOLDERS = 40;

/** By way of upper case, as some file systems compare names: to them the long s is an s. */
const fold = (name: string): string => name.normalize('NFC').toUpperCase().toLowerCase();

/**
 * For each of `added`, another name of the tree that it, or a folder on its way, would be confused with.
 * `tree` holds every file's path after the change.
 */
export function findCollisions(added: readonly string[], tree: readonly string[]): Map<string, string> {
  const wanted = new Map<string, Set<string>>();
  for (const path of added) {
    for (const part of prefixes(path)) {
      const spellings = wanted.get(fold(part)) ?? new Set();
      wanted.set(fold(part), spellings.add(part));
    }
  }
  for (const path of tree) {
    for (const part of prefixes(path)) wanted.get(fold(part))?.add(part);
  }
  const found = new Map<string, string>();
  for (const path of added) {
    for (const part of prefixes(path)) {
      const other = [...(wanted.get(fold(part)) ?? [])].find((spelling) => spelling !== part);
      if (other !== undefined) found.set(path, other);
    }
  }
  return found;
}

/** `a/b/c` gives `a`, `a/b`, `a/b/c`. */
function* prefixes(path: string): Generator<string> {
  if (path.length > MAX_PATH_CHARS) return;
  let folders = 0;
  for (let at = path.indexOf('/'); at >= 0 && folders < MAX_FOLDERS; at = path.indexOf('/', at + 1)) {
    folders++;
    yield path.slice(0, at);
  }
  yield path;
}
