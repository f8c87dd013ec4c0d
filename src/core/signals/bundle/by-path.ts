// Finds what was kept under a path, also where one side knows less of it: `src/a.ts` is `/app/src/a.ts`. In time that does not
// grow with what is kept.
import { plainPath } from './same-test.ts';

/** Paths are not deeper; what is, is known by its end. */
const MAX_PARTS = 24;

export class ByPath {
  readonly #whole = new Map<string, number>();
  readonly #ends = new Map<string, number>();

  /** Numbers come in rising order: the first under a path stays. `beside` has to be equal, too. */
  add(path: string, beside: string, value: number): void {
    const ends = endsOf(path);
    keepFirst(this.#whole, `${ends[0]}\n${beside}`, value);
    for (const end of ends) keepFirst(this.#ends, `${end}\n${beside}`, value);
  }

  first(path: string, beside: string): number | undefined {
    const ends = endsOf(path);
    const longer = this.#ends.get(`${ends[0]}\n${beside}`);
    const shorter = ends.flatMap((end) => this.#whole.get(`${end}\n${beside}`) ?? []);
    const all = longer === undefined ? shorter : [longer, ...shorter];
    return all.length === 0 ? undefined : Math.min(...all);
  }
}

function keepFirst(map: Map<string, number>, key: string, value: number): void {
  if (!map.has(key)) map.set(key, value);
}

/** `a/b/c`, `b/c`, `c`. */
function endsOf(path: string): readonly string[] {
  const parts = plainPath(path).split('/').slice(-MAX_PARTS);
  return parts.map((_, at) => parts.slice(at).join('/'));
}
