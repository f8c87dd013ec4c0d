// Which of many literal strings stand in a line, in one pass over it: Aho and Corasick's automaton, as one table.

export type Marks = {
  /** Adds to `hits` the index of every group of which a mark stands in the text; tells whether there was any. */
  scan(text: string, hits: Set<number>): boolean;
};

const OTHER = 0;

/** `groups`: the marks of each grammar. An empty mark stands in every text and is the caller's to see. */
export function marksOf(groups: readonly (readonly string[])[]): Marks {
  const classes = classesOf(groups);
  const width = classes.count;
  const { next, outputs } = automaton(groups, classes.of, width);
  return {
    scan(text, hits) {
      let state = 0;
      let found = false;
      for (let at = 0; at < text.length; at += 1) {
        state = next[state * width + (classes.of[text.charCodeAt(at)] ?? OTHER)] ?? 0;
        const output = outputs[state];
        if (output === undefined) continue;
        found = true;
        for (const group of output) hits.add(group);
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

function automaton(groups: readonly (readonly string[])[], classes: Uint16Array, width: number) {
  const states = groups.flat().reduce((sum, mark) => sum + mark.length, 1);
  const next = new Int32Array(states * width);
  const outputs: (number[] | undefined)[] = new Array(states).fill(undefined);
  let used = 1;
  for (const [group, marks] of groups.entries()) {
    for (const mark of marks) {
      if (mark === '') continue;
      let state = 0;
      for (let at = 0; at < mark.length; at += 1) {
        const edge = state * width + (classes[mark.charCodeAt(at)] ?? OTHER);
        if (next[edge] === 0) {
          next[edge] = used;
          used += 1;
        }
        state = next[edge] ?? 0;
      }
      outputs[state] = [...(outputs[state] ?? []), group];
    }
  }
  linkSuffixes(next, outputs, width);
  return { next, outputs };
}

/** Breadth first: where a state has no edge of its own, it takes the one of its longest proper suffix. */
function linkSuffixes(next: Int32Array, outputs: (number[] | undefined)[], width: number): void {
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
    if (inherited !== undefined) outputs[state] = [...new Set([...(outputs[state] ?? []), ...inherited])];
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
