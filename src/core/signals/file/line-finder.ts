// Where in a JSON document some words stand: to point at them, nothing more. Findings come in the document's order, so the search
// goes on from the last one, and gives up where words are not found again and again.

const MAX_MISSES = 20;

export class LineFinder {
  readonly #text: string;
  #at = 0;
  #line = 1;
  #misses = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** 0 where they are not found. */
  lineOf(words: string): number {
    if (words === '' || this.#misses >= MAX_MISSES) return 0;
    const at = this.#text.indexOf(JSON.stringify(words).slice(1, -1), this.#at);
    if (at === -1) {
      this.#misses += 1;
      return 0;
    }
    for (let feed = this.#text.indexOf('\n', this.#at); feed !== -1 && feed < at; ) {
      this.#line += 1;
      feed = this.#text.indexOf('\n', feed + 1);
    }
    this.#at = at;
    return this.#line;
  }
}
