// Text into words, as people type them: quotes straight and curly keep words together, line breaks and quotes of a request survive.

/** `text` is without its quotes, `raw` as typed. `before` is the white space in front of it. */
export type Word = {
  readonly text: string;
  readonly raw: string;
  readonly before: string;
  readonly quoted: boolean;
};

const CLOSERS: Readonly<Record<string, string>> = { '"': '"', '“': '”', '‘': '’', "'": "'", '„': '“' };

/** Words by white space. A quote opens at a word's start or after `name=`, and closes before white space; else it is a character. */
export function wordsOf(input: string): readonly Word[] {
  const words: Word[] = [];
  const closers = new Map<string, number>();
  const gap = /\s*/y;
  const plain = /\S+/y;
  const option = /[A-Za-z][a-z-]{1,20}=/y;
  for (let at = 0; at < input.length; ) {
    const before = matchAt(gap, input, at);
    at += before.length;
    if (at >= input.length) break;
    const name = matchAt(option, input, at);
    const closedAt = closingQuote(input, at + name.length, closers);
    const raw = closedAt === null ? matchAt(plain, input, at) : input.slice(at, closedAt + 1);
    const text = closedAt === null ? raw : name + raw.slice(name.length + 1, -1);
    words.push({ text, raw, before, quoted: closedAt !== null && name === '' });
    at += raw.length;
  }
  return words;
}

function matchAt(pattern: RegExp, input: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(input)?.[0] ?? '';
}

/** Where the quote that opens at `at` closes, or null. What was searched once is remembered, so that long input stays linear. */
function closingQuote(input: string, at: number, found: Map<string, number>): number | null {
  const closer = CLOSERS[input[at] ?? ''];
  if (closer === undefined) return null;
  const known = found.get(closer);
  const isKnown = known !== undefined && (known === -1 || known > at);
  const closedAt = isKnown ? known : input.indexOf(closer, at + 1);
  found.set(closer, closedAt);
  const next = input[closedAt + 1];
  const isClosed = closedAt !== -1 && (next === undefined || /\s/.test(next));
  return isClosed ? closedAt : null;
}

/** The words as they were typed, spaces and line breaks between them included; a text that is one quotation loses its quotes. */
export function asTyped(words: readonly Word[]): string {
  const [only] = words;
  if (only?.quoted && words.length === 1) return only.text.trim();
  return words
    .map((word, index) => (index === 0 ? '' : word.before) + word.raw)
    .join('')
    .trim();
}
