// Secrets that a terminal or an encoder broke over lines: base64 wraps at 76 characters, a terminal wherever it ends, and a
// program that runs several others puts a name before each piece. Pure.

type Range = { readonly from: number; readonly to: number };
/** What one line says: where that stands in the text, and from where it goes where the secret began further up. */
type Piece = { readonly said: string; readonly at: number; readonly start: number };

/** What stands before the lines of one of several programs: `[api] `, `web-1  | `, `web:test: `, `packages/a test: `. */
const NAME =
  /^(?:\[[^\]\s]{1,60}\]|[\w@.-]{1,80} {1,60}\||(?:[\w@.-]{1,80}\/){0,5}[\w@.-]{1,80}(?:[: ][\w:-]{1,60})?[:$|]) ?/;

/** Takes out what is whole only when lines are read as one, and keeps every line break. `patternsFor` a text: those worth trying. */
export function redactBroken(
  text: string,
  patternsFor: (text: string) => readonly RegExp[],
): { readonly text: string; readonly count: number } {
  if (!text.includes('\n')) return { text, count: 0 };
  const found = [eachLine, eachNamedLine].flatMap((each) => {
    const words: string[] = [];
    each(text, (said) => words.push(said));
    const whole = words.join('');
    const patterns = patternsFor(whole).filter((pattern) => whole.search(pattern) !== -1);
    if (patterns.length === 0) return [];
    const pieces: Piece[] = [];
    each(text, (said, at, start) => pieces.push({ said, at, start }));
    const joined = joinedOf(whole, pieces);
    return patterns.flatMap((pattern) => brokenBy(pattern, joined));
  });
  return found.length === 0 ? { text, count: 0 } : without(text, found);
}

/** Parts of each broken secret, one for each line that it stands in. */
function brokenBy(pattern: RegExp, joined: Joined): Range[][] {
  return Array.from(joined.text.matchAll(pattern), ({ index, 0: { length } }) =>
    joined.partsOf(index, index + length),
  ).filter((parts) => parts.length > 1);
}

function without(text: string, found: readonly (readonly Range[])[]) {
  const ranges = found
    .flatMap((parts) => parts.map((part, no) => ({ ...part, shown: no === 0 ? '[redacted]' : '' })))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const kept: string[] = [];
  let at = 0;
  let count = 0;
  for (const { from, to, shown } of ranges) {
    if (to <= at) continue;
    const begins = from >= at && shown !== '';
    kept.push(text.slice(at, Math.max(at, from)), begins ? shown : '');
    if (begins) count += 1;
    at = to;
  }
  kept.push(text.slice(at));
  return { text: kept.join(''), count };
}

type Visit = (said: string, at: number, start: number) => void;

/** Without indentation and blanks at the edge. An empty line stays a break: nothing goes over it. */
function eachLine(text: string, visit: Visit): void {
  for (let start = 0; start <= text.length; ) {
    const feed = text.indexOf('\n', start);
    const end = feed === -1 ? text.length : feed;
    visitLine(text.slice(start, end), start, visit);
    start = end + 1;
  }
}

function visitLine(line: string, start: number, visit: Visit): void {
  const said = line.trim();
  if (said === '') visit('\n', start, start);
  else visit(said, start + line.indexOf(said), start);
}

/** Lines that have names, each name's own together, without it. */
function eachNamedLine(text: string, visit: Visit): void {
  const byName = new Map<string, number[]>();
  eachLine(text, (said, at) => {
    const name = NAME.exec(said)?.[0];
    if (name === undefined) return;
    const own = byName.get(name);
    if (own === undefined) byName.set(name, [at]);
    else own.push(at);
  });
  for (const [name, starts] of byName) {
    if (starts.length === 1) continue;
    visit('\n', 0, 0);
    for (const at of starts) {
      const feed = text.indexOf('\n', at);
      const start = at + name.length;
      visitLine(text.slice(start, feed === -1 ? text.length : feed), start, visit);
    }
  }
}

type Joined = { readonly text: string; partsOf(from: number, to: number): Range[] };

function joinedOf(text: string, pieces: readonly Piece[]): Joined {
  const starts: number[] = [];
  let length = 0;
  for (const { said } of pieces) {
    starts.push(length);
    length += said.length;
  }
  return {
    text,
    partsOf(from, to) {
      const parts: Range[] = [];
      for (let no = pieceAt(starts, from); no < pieces.length && (starts[no] ?? 0) < to; no += 1) {
        const { said, at, start } = pieces[no] as Piece;
        const own = starts[no] ?? 0;
        const end = at + Math.min(to - own, said.length);
        parts.push({ from: own <= from ? at + from - own : start, to: end });
      }
      return parts;
    },
  };
}

function pieceAt(starts: readonly number[], place: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= place) low = middle;
    else high = middle - 1;
  }
  return low;
}
