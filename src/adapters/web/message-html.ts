// A message as HTML: the same words as in the chat, for the task's page. Pure; calls nobody.
import { linesOf } from '#core/messages/lines-of.ts';
import type { Line, Message, Span } from '#core/messages/message.ts';
import { type Html, html, link } from './html.ts';

export const messageHtml = ({ blocks }: Message): readonly Html[] =>
  blocks.flatMap(linesOf).map((line) => html`<p>${lineHtml(line)}</p>`);

/** A ping has a space after it that says nothing here. */
const lineHtml = (line: Line): readonly Html[] => {
  const isCalling = line[0] !== undefined && typeof line[0] !== 'string' && 'mention' in line[0];
  return (isCalling && line[1] === ' ' ? line.slice(2) : line).map(spanHtml);
};

function spanHtml(span: Span): Html {
  if (typeof span === 'string') return html`${span}`;
  if ('bold' in span) return html`<strong>${span.bold}</strong>`;
  if ('code' in span) return html`<code>${span.code}</code>`;
  if ('link' in span) return link(span.link, span.label);
  return html``;
}
