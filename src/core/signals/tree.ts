// The files of the repository at the commit that was tested: what a printed path means there, and whether it is the repository's at all.
import { isForeignFile } from './foreign.ts';
import { repositoryPath } from './paths.ts';

/** A container keeps a checkout this deep at most: `/usr/src/app`, `/builds/acme/payments`. */
const MAX_ROOT_PARTS = 3;

export class Tree {
  readonly #files: ReadonlySet<string>;
  /** By their last part: a path is held against those of its own name alone. */
  readonly #named = new Map<string, string[]>();

  constructor(files: Iterable<string>) {
    this.#files = new Set(files);
    for (const file of this.#files) {
      const same = this.#named.get(nameOf(file));
      if (same === undefined) this.#named.set(nameOf(file), [file]);
      else same.push(file);
    }
  }

  get size(): number {
    return this.#files.size;
  }

  /** The file that is meant; undefined where it is none of the repository's, or might be several. */
  find(printed: string): string | undefined {
    const path = repositoryPath(printed);
    if (this.#files.has(path)) return path;
    const same = this.#named.get(nameOf(path)) ?? [];
    return this.#below(path, same) ?? onlyOne(path, same);
  }

  /** From the root of a container or another checkout: the longest file that it ends with. */
  #below(path: string, same: readonly string[]): string | undefined {
    const [longest] = same
      .filter((file) => path.endsWith(`/${file}`))
      .toSorted((a, b) => b.length - a.length);
    if (longest === undefined || (isForeignFile(path) && !isForeignFile(longest))) return undefined;
    const root = path
      .slice(0, -longest.length)
      .split('/')
      .filter((part) => part !== '');
    return longest.includes('/') || root.length <= MAX_ROOT_PARTS ? longest : undefined;
  }
}

/** From a folder further down, where only one file ends so: a package of several, a class by its package. */
function onlyOne(path: string, same: readonly string[]): string | undefined {
  if (isAbsolute(path) || isForeignFile(path)) return undefined;
  const matching = same.filter((file) => file.endsWith(`/${path}`));
  return matching.length === 1 ? matching[0] : undefined;
}

const isAbsolute = (path: string): boolean => /^(?:\/|[A-Za-z]:)/.test(path);
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
