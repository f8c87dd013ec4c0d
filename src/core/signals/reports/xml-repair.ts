// What many writers of reports forget: `<` in an attribute has to be written as an entity. It is put right in the stream, and counted.

type State = 'text' | 'tag' | 'other';

/** Behind `<`, what is no element, and how it ends. */
const OTHERS: readonly (readonly [begin: string, end: string])[] = [
  ['!--', '-->'],
  ['![CDATA[', ']]>'],
  ['?', '?>'],
  ['!', '>'],
];
const LONGEST = 8;

export class AttributeRepair {
  /** Attributes that were put right. */
  count = 0;
  #state: State = 'text';
  #end = '';
  #quote = '';
  #isBare = false;
  /** Too little to say what it begins. */
  #held = '';

  push(text: string): string {
    const all = this.#held + text;
    this.#held = '';
    const parts: string[] = [];
    let at = 0;
    while (at < all.length) {
      const next = this.#step(all, at);
      if (next === at) break;
      const part = all.slice(at, next);
      parts.push(this.#isBare ? part.replaceAll('<', '&lt;') : part);
      this.#isBare = false;
      at = next;
    }
    this.#held = all.slice(at);
    return parts.join('');
  }

  /** What was held back at the end of the text. */
  end(): string {
    return this.#held;
  }

  /** Goes on to where something else begins; nowhere where more of the text is needed. */
  #step(text: string, at: number): number {
    if (this.#state === 'other') return this.#through(text, at);
    if (this.#quote !== '') return this.#value(text, at);
    if (this.#state === 'tag') return this.#tag(text, at);
    const open = text.indexOf('<', at);
    if (open === -1) return text.length;
    if (open > at) return open;
    if (text.length - open <= LONGEST) return at;
    const other = OTHERS.find(([begin]) => text.startsWith(begin, open + 1));
    this.#state = other === undefined ? 'tag' : 'other';
    this.#end = other?.[1] ?? '';
    return open + 1 + (other?.[0].length ?? 0);
  }

  #through(text: string, at: number): number {
    const end = text.indexOf(this.#end, at);
    if (end !== -1) {
      this.#state = 'text';
      return end + this.#end.length;
    }
    // Its end may be cut in two.
    return Math.max(at, text.length - this.#end.length + 1);
  }

  #tag(text: string, at: number): number {
    for (let place = at; place < text.length; place += 1) {
      const char = text[place];
      if (char === '>') this.#state = 'text';
      else if (char === '"' || char === "'") this.#quote = char;
      else continue;
      return place + 1;
    }
    return text.length;
  }

  #value(text: string, at: number): number {
    const close = text.indexOf(this.#quote, at);
    const end = close === -1 ? text.length : close;
    const bare = text.indexOf('<', at);
    if (bare !== -1 && bare < end) {
      this.#isBare = true;
      this.count += 1;
    }
    if (close === at) this.#quote = '';
    return close === at ? at + 1 : end;
  }
}
