// A private key in a stream of lines: its lines are emptied one by one, whatever is kept of them later.

const BEGIN = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;
const END = /-----END (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY(?: BLOCK)?-----/;
/** Longer than any real key: a block without an end stops here. */
const MAX_LINES = 400;

export class PrivateKeys {
  count = 0;
  #left = 0;

  hide(line: string): string {
    if (this.#left > 0) {
      this.#left = END.test(line) ? 0 : this.#left - 1;
      return '';
    }
    const begin = line.includes('PRIVATE KEY') ? BEGIN.exec(line) : null;
    if (begin === null || END.test(line.slice(begin.index))) return line;
    this.count += 1;
    this.#left = MAX_LINES;
    return `${line.slice(0, begin.index)}[redacted private-key]`;
  }
}
