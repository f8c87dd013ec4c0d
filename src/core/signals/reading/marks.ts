// Which of many literal strings stand in a line, in one pass over it: Aho and Corasick's automaton, as one table.

export type Marks = {
  /** Adds to `hits` the index of every group of which a mark stands in the text; tells whether there was any. */
  scan(text: string, hits: Set<number>, onMark?: (mark: number) => void): boolean;
  /** How many marks there are: `onMark` is told their numbers, from 0, in the order of the groups. */
  readonly count: number;
  /** From this number on they are words. */
  readonly firstWord: number;
};

const OTHER = 0;

/**
 * `groups`: the marks of each grammar; `words` are a group of their own behind them, for whoever takes them for less. An
 * empty mark stands in every text and is the caller's to see.
 */
export function marksOf(grammars: readonly (readonly string[])[], words: readonly string[] = []): Marks {
  const groups = [...grammars, words];
  const classes = classesOf(groups);
  const width = classes.count;
  const { table, outputs } = automaton(groups, classes.of, width);
  return {
    count: groups.flat().length,
    firstWord: grammars.flat().length,
    scan(text, hits, onMark) {
      let row = 0;
      let found = false;
      for (let at = 0; at < text.length; at += 1) {
        const step = table[row + (classes.of[text.charCodeAt(at)] ?? OTHER)] ?? 0;
        row = step >> 1;
        if ((step & 1) === 0) continue;
        found = true;
        for (const { group, mark } of outputs[row / width] ?? []) {
          hits.add(group);
          onMark?.(mark);
        }
      }
      return found;
    },
  };
}

/** Characters in no mark are one class: the table stays as small as the marks are. */
function classesOf(groups: readonly (readonly string[])[]): { of: Uint16Array; count: number } {
  const of = new Uint16Array(65_536);
  let count = 1;
  for (const mark of groups.flat()) {
    for (let at = 0; at < mark.length; at += 1) {
      const code = mark.charCodeAt(at);
      if (of[code] === OTHER) {
        of[code] = count;
        count += 1;
      }
    }
  }
  return { of, count };
}

type Output = { readonly group: number; readonly mark: number };

function automaton(groups: readonly (readonly string[])[], classes: Uint16Array, width: number) {
  const states = groups.flat().reduce((sum, mark) => sum + mark.length, 1);
  const next = new Int32Array(states * width);
  const outputs: (readonly Output[] | undefined)[] = new Array(states).fill(undefined);
  let used = 1;
  let no = 0;
  for (const [group, marks] of groups.entries()) {
    for (const text of marks) {
      const mark = no;
      no += 1;
      if (text === '') continue;
      let state = 0;
      for (let at = 0; at < text.length; at += 1) {
        const edge = state * width + (classes[text.charCodeAt(at)] ?? OTHER);
        if (next[edge] === 0) {
          next[edge] = used;
          used += 1;
        }
        state = next[edge] ?? 0;
      }
      outputs[state] = [...(outputs[state] ?? []), { group, mark }];
    }
  }
  linkSuffixes(next, outputs, width);
  return { table: next.map((state) => state * width * 2 + (outputs[state] === undefined ? 0 : 1)), outputs };
}

/** Breadth first: where a state has no edge of its own, it takes the one of its longest proper suffix. */
function linkSuffixes(next: Int32Array, outputs: (readonly Output[] | undefined)[], width: number): void {
  const suffix = new Int32Array(outputs.length);
  const queue: number[] = [];
  for (let symbol = 0; symbol < width; symbol += 1) {
    const child = next[symbol] ?? 0;
    if (child !== 0) queue.push(child);
  }
  for (let head = 0; head < queue.length; head += 1) {
    const state = queue[head] ?? 0;
    const back = suffix[state] ?? 0;
    const inherited = outputs[back];
    if (inherited !== undefined) outputs[state] = [...(outputs[state] ?? []), ...inherited];
    for (let symbol = 0; symbol < width; symbol += 1) {
      const child = next[state * width + symbol] ?? 0;
      const fallback = next[back * width + symbol] ?? 0;
      if (child === 0) next[state * width + symbol] = fallback;
      else {
        suffix[child] = fallback;
        queue.push(child);
      }
    }
  }
}
