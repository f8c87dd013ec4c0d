// Many spans of lines at once, asked whether one of them goes over a place: by halves, for a log may hold thousands of both.

type Span = { readonly from: number; readonly to: number };

export class Spans {
  #spans: Span[] = [];
  /** For each span in the order of their beginnings: how far it or any before it reaches. */
  #reach: number[] | undefined;

  add(span: Span): void {
    this.#spans.push(span);
    this.#reach = undefined;
  }

  /** One of them begins before this place and ends behind it. */
  goOver(at: number): boolean {
    this.#reach ??= this.#reaches();
    let low = 0;
    let high = this.#spans.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#spans[middle] as Span).from < at) low = middle + 1;
      else high = middle;
    }
    return low > 0 && (this.#reach[low - 1] as number) > at;
  }

  #reaches(): number[] {
    let reach = Number.NEGATIVE_INFINITY;
    this.#spans.sort((a, b) => a.from - b.from);
    return this.#spans.map(({ to }) => {
      reach = Math.max(reach, to);
      return reach;
    });
  }
}
