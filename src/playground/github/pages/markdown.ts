// As much Markdown as Greenlight writes: fences, code, bold, links, lists. Everything else stays the text it is, escaped.
import { type Html, html } from './html.ts';

const FENCE = /^(`{3,})[\w-]*\n([\s\S]*?)\n\1[ \t]*$/gm;
const INLINE = /(`{1,9})(.+?)\1(?!`)|\*\*(.+?)\*\*|\[([^\]\n]+)\]\((https?:\/\/[^)\s]+)\)/g;

export function markdown(text: string): readonly Html[] {
  const parts: Html[] = [];
  let from = 0;
  for (const match of text.matchAll(FENCE)) {
    parts.push(...prose(text.slice(from, match.index)), html`<pre>${match[2]}</pre>`);
    from = match.index + match[0].length;
  }
  return [...parts, ...prose(text.slice(from))];
}

/** Blank lines part paragraphs; a line break is one, and an HTML comment is not seen, as in GitHub's comments. */
const prose = (text: string): readonly Html[] =>
  text
    .replace(/<!--[\s\S]*?-->/g, '')
    .split(/\n{2,}/)
    .map((block) => block.replace(/^\n+|\n+$/g, ''))
    .filter((block) => block !== '')
    .map((block) => html`<p>${inline(block.replace(/^- /gm, '• '))}</p>`);

function inline(text: string): readonly (Html | string)[] {
  const parts: (Html | string)[] = [];
  let from = 0;
  for (const match of text.matchAll(INLINE)) {
    const [whole, , code, bold, label, url] = match;
    parts.push(text.slice(from, match.index));
    if (code !== undefined) parts.push(html`<code>${code.trim()}</code>`);
    else if (bold !== undefined) parts.push(html`<strong>${bold}</strong>`);
    else parts.push(html`<a href="${url}">${label}</a>`);
    from = match.index + whole.length;
  }
  return [...parts, text.slice(from)];
}
