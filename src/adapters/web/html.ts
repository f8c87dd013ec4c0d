// HTML from data: everything that is put into a template is escaped, unless it is HTML made here already.

/** Made only by `html` and `join`. */
export class Html {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
  toString(): string {
    return this.text;
  }
}

type Piece = string | number | Html | null | undefined | false | readonly Html[];

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

/** Attributes must be quoted in the template: then an escaped value cannot leave them. */
export function html(strings: TemplateStringsArray, ...pieces: readonly Piece[]): Html {
  return new Html(strings.map((text, index) => text + textOf(pieces[index])).join(''));
}

function textOf(piece: Piece): string {
  if (piece === null || piece === undefined || piece === false) return '';
  if (piece instanceof Html) return piece.text;
  if (Array.isArray(piece)) return piece.map((part: Html) => part.text).join('');
  return escapeHtml(String(piece));
}

/** A link out, only where it leads to a web page; else the label alone. */
export function link(url: string | null | undefined, label: Html | string): Html {
  const isWeb = url !== null && url !== undefined && /^https?:\/\//i.test(url);
  return isWeb ? html`<a href="${url}" rel="noreferrer noopener">${label}</a>` : html`${label}`;
}

export function time(atMs: number | undefined): Html {
  if (atMs === undefined) return html`–`;
  const iso = new Date(atMs).toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
