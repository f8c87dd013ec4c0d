// Text in, whole lines out, however the text is cut: for lines that mean nothing when something is left out of them. Pure.

export type WholeLines = {
  push(text: string): void;
  /** The last line, where the text does not end with a line feed. Nothing may be pushed afterwards. */
  end(): void;
};

/** `onLine` gets every line with its number, from 1; undefined for one that is longer than `maxChars`. */
export function wholeLines(
  maxChars: number,
  onLine: (line: string | undefined, no: number) => void,
): WholeLines {
  let no = 0;
  let open: string[] = [];
  let chars = 0;
  const add = (text: string): void => {
    chars += text.length;
    if (chars <= maxChars) open.push(text);
    else open = [];
  };
  const close = (): void => {
    no += 1;
    onLine(chars <= maxChars ? open.join('') : undefined, no);
    open = [];
    chars = 0;
  };
  return {
    push(text) {
      let start = 0;
      for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', start)) {
        add(text.slice(start, feed));
        close();
        start = feed + 1;
      }
      if (start < text.length) add(text.slice(start));
    },
    end() {
      if (chars > 0) close();
    },
  };
}
