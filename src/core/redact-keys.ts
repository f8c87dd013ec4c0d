// Which lines a private key fills: from its BEGIN to its END, or to the first line that cannot belong to it. A line that only
// names such a header hides nothing behind it. Pure.

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/g;
/** Longer than any real key. */
const MAX_LINES = 400;
/** What is written behind BEGIN on its own line where that is the key's: nothing, or more of it with its line ends escaped. */
const GOES_ON =
  /^(?:\\{1,4}[rn]|["'+,\s]){0,40}(?:$|[A-Za-z0-9+/]{16}|(?:Proc-Type|DEK-Info|Version|Comment|Hash|Charset): )/;
const HEADER = /^(?:Proc-Type|DEK-Info|Version|Comment|Charset|Hash|MessageID): .{0,200}$/;
/** What YAML, quotes, a difference or a program's source put around a line. */
const BEFORE = /^(?:[\s"'>|,-]|\+(?=\s)){0,80}/;
const AFTER = /(?:\\{1,4}[rn]|["',+\s\\]){0,40}$/;
const WORD = /^(?:[A-Za-z0-9+/]+={0,2}|=[A-Za-z0-9+/]{4})$/;
/** Behind words of any kind: a line that long is no name. */
const LAST_WORD = /^(?!##\[).{0,80}[\s\]:|>"']([A-Za-z0-9+/]{48,}={0,2})$/;
/** Shorter ones may be words. */
const SURE_CHARS = 16;

type Open = {
  /** What stood before BEGIN, most often the name or the time of whoever prints it: also before the lines that follow. */
  readonly prefix: string;
  lines: number;
  /** Of its first line; 0 before that. */
  width: number;
  /** The last line of a key is shorter than the others; only the end may follow. */
  hasShort: boolean;
};

/** Lines in, lines out, one by one, those of keys emptied; never a mark of the runner. */
export class KeyLines {
  count = 0;
  #open: Open | undefined;

  hide(line: string): string {
    if (this.#open === undefined) return line.includes('PRIVATE KEY') ? this.#withoutKeys(line) : line;
    const rest = this.#rest(this.#open, line);
    if (rest !== undefined) return rest;
    this.#open = undefined;
    return this.hide(line);
  }

  /** What is left of a line inside a key; undefined where it cannot belong to it. */
  #rest(open: Open, line: string): string | undefined {
    if (line.startsWith('##[') || open.lines >= MAX_LINES) return undefined;
    END.lastIndex = 0;
    const end = line.includes('PRIVATE KEY') ? END.exec(line) : null;
    if (end !== null) {
      this.#open = undefined;
      const rest = line.slice(end.index + end[0].length);
      return rest.includes('PRIVATE KEY') ? this.#withoutKeys(rest) : rest;
    }
    open.lines += 1;
    return belongs(open, unwrapped(open, line)) || LAST_WORD.test(line) ? '' : undefined;
  }

  #withoutKeys(line: string): string {
    const parts: string[] = [];
    let at = 0;
    let hasEnd = true;
    BEGIN.lastIndex = 0;
    for (let begin = BEGIN.exec(line); begin !== null; begin = BEGIN.exec(line)) {
      const bodyAt = begin.index + begin[0].length;
      END.lastIndex = bodyAt;
      const end: RegExpExecArray | null = hasEnd ? END.exec(line) : null;
      hasEnd = end !== null;
      const goesOn = end !== null || GOES_ON.test(line.slice(bodyAt, bodyAt + 120));
      if (!goesOn) continue;
      this.count += 1;
      parts.push(line.slice(at, begin.index), '[redacted private-key]');
      at = end === null ? line.length : end.index + end[0].length;
      if (end === null) this.#open = openAt(line.slice(0, begin.index));
      BEGIN.lastIndex = at;
    }
    return parts.join('') + line.slice(at);
  }
}

/** Every line break stays. */
export function redactKeys(text: string): { readonly text: string; readonly count: number } {
  if (!text.includes('PRIVATE KEY')) return { text, count: 0 };
  const keys = new KeyLines();
  const clean = text
    .split('\n')
    .map((line) => keys.hide(line))
    .join('\n');
  return { text: clean, count: keys.count };
}

const openAt = (prefix: string): Open => ({ prefix, lines: 0, width: 0, hasShort: false });

function unwrapped({ prefix }: Open, line: string): string {
  const own = hasPrefix(line, prefix) ? line.slice(prefix.length) : line;
  return own.replace(BEFORE, '').replace(AFTER, '');
}

/** The same words with other digits: a time goes on. */
const hasPrefix = (line: string, prefix: string): boolean =>
  prefix !== '' && (line.startsWith(prefix) || shape(line.slice(0, prefix.length)) === shape(prefix));
const shape = (text: string): string => text.replace(/\d/g, '0');

function belongs(open: Open, text: string): boolean {
  if (text === '') return true;
  if (open.width === 0 && HEADER.test(text)) return true;
  if (!WORD.test(text)) return false;
  const isFirst = open.width === 0;
  const isLong = text.length >= SURE_CHARS && (isFirst || /[\d+]/.test(text));
  // The bytes of a key begin as those of a list: with an M in base64.
  const isLike = isFirst ? /^M[A-Z]/.test(text) : text.length === open.width;
  if (!isLong && !isLike) {
    if (isFirst || open.hasShort || text.length > open.width) return false;
    open.hasShort = true;
  }
  if (isFirst) open.width = text.length;
  return true;
}
