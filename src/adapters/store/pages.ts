// Reads long results page by page, so that writes go on in between and a failing read throws instead of ending the list.

export const PAGE_ROWS = 100;

/** `read` is given the last row of the page before and returns at most PAGE_ROWS rows after it. */
export async function* pages<Row>(read: (after: Row | undefined) => Row[]): AsyncGenerator<Row, void> {
  let last: Row | undefined;
  while (true) {
    const rows = read(last);
    yield* rows;
    if (rows.length < PAGE_ROWS) return;
    last = rows.at(-1);
  }
}
