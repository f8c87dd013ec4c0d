// What an agent at work prints, on its task's page: the last lines, and a link to all that is kept. Pure.
import { createHash } from 'node:crypto';
import { shorten } from '#core/messages/words.ts';
import { type Html, html, link } from './html.ts';

export type LiveText = { readonly text: string; readonly url: string };

const MAX_LINES = 16;
/** Agents print events, of which one may be a whole file. */
const MAX_LINE_CHARS = 300;

export function liveSection({ text, url }: LiveText): Html {
  const lines = text.trimEnd().split('\n').slice(-MAX_LINES);
  const shown = lines.map((line) => shorten(line, MAX_LINE_CHARS)).join('\n');
  return html`<h2 id="live">What the agent prints</h2>
<pre>${shown}</pre>
<p class="soft">Its last lines, a second or two old, without secrets; not checked. ${link(url, 'The whole log so far')}</p>`;
}

export const liveVersion = ({ text }: LiveText): string =>
  createHash('sha256').update(text).digest('base64url').slice(0, 12);
