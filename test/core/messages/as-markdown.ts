// The catalogue as a page that anybody can read and correct: what is bold, linked or a button is shown as such.

import { linesOf } from '#core/messages/lines-of.ts';
import type { Block, Button, Form, Line, Menu, Message, Span } from '#core/messages/message.ts';
import type { Chapter } from './catalogue.ts';

export function asMarkdown(chapters: readonly Chapter[], forms: readonly Form[]): string {
  const parts = [
    '# Everything Greenlight says in the chat',
    'Generated from `src/core/messages` by `UPDATE_DOCS=1 npm test -- test/core/messages`; a test says when this page is stale. To change a sentence, change it there.',
    ...chapters.flatMap(({ name, about, entries }) => [
      `## ${name}`,
      about,
      ...entries.flatMap(({ title, message }) => [`### ${title}`, messageText(message)]),
    ]),
    '## Forms',
    ...forms.map((form) =>
      quoted([
        `**${form.title}**`,
        line(form.intro),
        ...form.fields.map(
          ({ label, optional, placeholder }) => `${label}${optional ? ' (optional)' : ''}: _${placeholder}_`,
        ),
        `[${form.close}] [${form.submit}]`,
      ]),
    ),
  ];
  return `${parts.join('\n\n')}\n`;
}

const messageText = (message: Message): string =>
  [
    quoted(message.blocks.flatMap(blockLines)),
    `notification: ${message.text.split('\n').map(literal).join(' / ')}`,
  ].join('\n\n');

const quoted = (lines: readonly string[]): string => lines.map((each) => `> ${each}`).join('  \n');

function blockLines(block: Block): string[] {
  switch (block.kind) {
    case 'header':
      return [`**${literal(block.text)}**`];
    case 'lines':
    case 'banner':
    case 'steps':
      return linesOf(block).map(line);
    case 'context':
    case 'folded':
      return block.lines.map((each) => `_${line(each)}_`);
    case 'code':
      return [`\`${block.text}\``];
    case 'divider':
      return ['---'];
    case 'buttons':
      return [...block.buttons.map(button), ...(block.menu ? [menu(block.menu)] : [])];
  }
}

function button({ label, description, confirm }: Button): string {
  const asks = confirm
    ? ` asks “${confirm.title}” “${literal(confirm.text)}” [${confirm.no}] [${confirm.yes}]`
    : '';
  return `[**${label}**] (${description})${asks}`;
}

const menu = ({ label, options }: Menu): string =>
  `[**${label}** ▾] ${options.map((option) => `“${option.label}”`).join(', ')}`;

const line = (spans: Line): string => spans.map(span).join('').trim();

function span(part: Span): string {
  if (typeof part === 'string') return literal(part);
  if ('bold' in part) return `**${literal(part.bold)}**`;
  if ('code' in part) return `\`${part.code}\``;
  if ('link' in part) return `[${literal(part.label)}](${part.link})`;
  if ('channel' in part) return `#${part.channel}`;
  return `@${part.mention}`;
}

const literal = (text: string): string => text.replace(/([*_<>`[\]])/g, '\\$1');
