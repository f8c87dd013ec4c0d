// Long values in quotes say nothing more by their letters than by their length: a dump of an object differs from run to run.

const QUOTES: ReadonlySet<string> = new Set(['"', "'", '`']);
/** Longer ones are masked. */
const MAX_CHARS = 80;
const isWord = (char: string | undefined): boolean => char !== undefined && /[\p{L}\p{N}_]/u.test(char);

/** Of each a class of its length, by doubling: a value that grows a little stays the same. Within one line. */
export function maskQuoted(text: string): string {
  return text
    .split('\n')
    .map((line) => (line.length > MAX_CHARS ? maskLine(line) : line))
    .join('\n');
}

function maskLine(line: string): string {
  const parts: string[] = [];
  /** Quotes that do not stand again behind their last place. */
  const gone = new Set<string>();
  let at = 0;
  for (let open = 0; open < line.length; open += 1) {
    const quote = line[open] as string;
    // An apostrophe stands behind a letter.
    if (!QUOTES.has(quote) || gone.has(quote) || isWord(line[open - 1])) continue;
    const close = endOf(line, open + 1, quote);
    if (close === -1) gone.add(quote);
    else if (close - open - 1 > MAX_CHARS) {
      parts.push(line.slice(at, open), quote, `<text:${lengthClass(close - open - 1)}>`, quote);
      at = close + 1;
      open = close;
    } else open = close;
  }
  parts.push(line.slice(at));
  return parts.join('');
}

/** The next such quote that is not escaped and ends a word or stands behind one. */
function endOf(line: string, from: number, quote: string): number {
  for (let at = line.indexOf(quote, from); at !== -1; at = line.indexOf(quote, at + 1))
    if (line[at - 1] !== '\\' && !isWord(line[at + 1])) return at;
  return -1;
}

const lengthClass = (chars: number): number => 2 ** Math.ceil(Math.log2(chars));
