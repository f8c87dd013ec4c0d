// Secrets that a terminal or an encoder broke over lines: base64 wraps at 76 characters, a terminal wherever it ends. Pure.

/** Shorter values stand across line breaks by chance. */
const MIN_CHARS = 8;

type Range = { readonly from: number; readonly to: number };

/** Takes out what is whole only when lines are read as one, and keeps every line break. */
export function redactBroken(
  text: string,
  values: readonly string[],
  patterns: readonly RegExp[],
): { readonly text: string; readonly count: number } {
  if (!text.includes('\n')) return { text, count: 0 };
  const joined = joinLines(text);
  const ranges = [...rangesOfValues(joined.text, values), ...rangesOfPatterns(joined.text, patterns)]
    .filter((range) => joined.breaksIn(range))
    .sort((a, b) => a.from - b.from || b.to - a.to);
  const parts: string[] = [];
  let at = 0;
  let count = 0;
  for (const range of ranges) {
    const from = joined.origin(range.from);
    const to = joined.origin(range.to - 1) + 1;
    if (from < at) continue;
    parts.push(text.slice(at, from), '[redacted]', text.slice(from, to).replace(/[^\n]+/g, ''));
    at = to;
    count += 1;
  }
  parts.push(text.slice(at));
  return { text: count === 0 ? text : parts.join(''), count };
}

function rangesOfValues(text: string, values: readonly string[]): Range[] {
  const ranges: Range[] = [];
  for (const value of values) {
    if (value.length < MIN_CHARS || value.includes('\n')) continue;
    for (let from = text.indexOf(value); from !== -1; from = text.indexOf(value, from + value.length))
      ranges.push({ from, to: from + value.length });
  }
  return ranges;
}

const rangesOfPatterns = (text: string, patterns: readonly RegExp[]): Range[] =>
  patterns.flatMap((pattern) =>
    Array.from(text.matchAll(pattern), ({ index, 0: found }) => ({ from: index, to: index + found.length })),
  );

/** Lines without their ends, indentation and blanks at the edge. An empty line stays a break: nothing goes over it. */
function joinLines(text: string) {
  const parts: string[] = [];
  /** Where in the joined text each line begins, and where in the original. */
  const starts: number[] = [];
  const origins: number[] = [];
  let length = 0;
  let at = 0;
  for (const line of text.split('\n')) {
    const word = line.trim();
    const part = word === '' ? '\n' : word;
    starts.push(length);
    origins.push(at + (word === '' ? 0 : line.indexOf(word)));
    parts.push(part);
    length += part.length;
    at += line.length + 1;
  }
  const lineAt = (place: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= place) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  return {
    text: parts.join(''),
    breaksIn: ({ from, to }: Range) => lineAt(from) !== lineAt(to - 1),
    origin(place: number): number {
      const line = lineAt(place);
      return (origins[line] ?? 0) + place - (starts[line] ?? 0);
    },
  };
}
