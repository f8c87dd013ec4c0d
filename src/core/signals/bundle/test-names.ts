// Tests by their names, to be found in a sentence: a note stands where a test begins, its failure where an assertion is.
import { ByPath } from './by-path.ts';

type Node = { readonly next: Map<string, Node>; readonly byFile: ByPath; anywhere: number | undefined };

/** A name is known by what stands around it, too: `returns null` is not named by "the function returns null". */
const BORDER = /::|[:>›»"'`“”‘’●✖✗×(){}[\],]|\s[-–—]\s/;
/** What stands between a suite and its test, by any tool. */
const LEVEL = / > | › | » |::/;
const MAX_CHARS = 1_000;

export class TestNames {
  readonly #root = begin();

  add(testId: string, file: string | undefined, index: number): void {
    const parts = partsOf(testId.split(LEVEL).at(-1) ?? testId);
    if (parts.length === 0) return;
    let node = this.#root;
    for (const part of parts) {
      const next = node.next.get(part) ?? begin();
      node.next.set(part, next);
      node = next;
    }
    if (file === undefined) node.anywhere ??= index;
    else node.byFile.add(file, '', index);
  }

  /** The first test of that file, or of none that is known, whose whole name stands in the sentence. */
  namedIn(sentence: string, file: string): number | undefined {
    const parts = partsOf(sentence);
    const found = parts.flatMap((_, at) => this.#testAt(parts, at, file) ?? []);
    return found.length === 0 ? undefined : Math.min(...found);
  }

  #testAt(parts: readonly string[], from: number, file: string): number | undefined {
    let node: Node | undefined = this.#root;
    for (let at = from; at < parts.length && node !== undefined; at += 1) {
      node = node.next.get(parts[at] ?? '');
      const index = node?.byFile.first(file, '') ?? node?.anywhere;
      if (index !== undefined) return index;
    }
    return undefined;
  }
}

const begin = (): Node => ({ next: new Map(), byFile: new ByPath(), anywhere: undefined });

const partsOf = (text: string): readonly string[] =>
  text
    .slice(0, MAX_CHARS)
    .split(BORDER)
    .map((part) => part.trim())
    .filter((part) => part !== '');
