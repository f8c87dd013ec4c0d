// A message or view as the plain lines a person would read: for headless output and golden tests.
import type { BlockData, StoredMessage, StoredView } from './visible.ts';

const ENTITIES: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };

export type NameOf = (id: string) => string | undefined;

function readReference(body: string, nameOf: NameOf): string {
  const [target = '', label] = body.split('|', 2);
  if (target.startsWith('@')) return `@${label ?? nameOf(target.slice(1)) ?? target.slice(1)}`;
  if (target.startsWith('#')) return `#${label ?? nameOf(target.slice(1)) ?? target.slice(1)}`;
  if (target.startsWith('!')) return `@${label ?? target.slice(1).split('^', 1)[0]}`;
  return label ? `${label} (${target})` : target;
}

/** mrkdwn without its markup. */
export function readMrkdwn(text: string, nameOf: NameOf): string {
  return text
    .replace(/<([^<>]+)>/g, (_, body: string) => readReference(body, nameOf))
    .replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity] ?? entity)
    .replace(/(^|[\s(])([*_~])(?=\S)(.+?)\2(?=$|[\s.,;:!?)])/gm, '$1$3');
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function readText(value: unknown, nameOf: NameOf): string {
  if (typeof value === 'string') return value;
  if (!isRecord(value) || typeof value.text !== 'string') return '';
  return value.type === 'mrkdwn' ? readMrkdwn(value.text, nameOf) : value.text;
}

function asList(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function readRichText(value: unknown, nameOf: NameOf): string {
  if (!isRecord(value)) return '';
  if (Array.isArray(value.elements)) {
    const isList = value.type === 'rich_text_list';
    const isWhole = value.type === 'rich_text';
    const parts = value.elements.map((part) => (isList ? '• ' : '') + readRichText(part, nameOf));
    return parts.join(isList || isWhole ? '\n' : '');
  }
  if (typeof value.user_id === 'string') return `@${nameOf(value.user_id) ?? value.user_id}`;
  if (typeof value.channel_id === 'string') return `#${nameOf(value.channel_id) ?? value.channel_id}`;
  if (value.type === 'emoji') return `:${String(value.name)}:`;
  if (value.type === 'broadcast') return `@${String(value.range)}`;
  if (value.type === 'link')
    return typeof value.text === 'string' ? `${value.text} (${value.url})` : String(value.url);
  return typeof value.text === 'string' ? value.text : '';
}

function readElement(value: unknown, nameOf: NameOf): string {
  if (!isRecord(value)) return '';
  if (value.type === 'button') return `[${readText(value.text, nameOf)}]`;
  if (value.type === 'mrkdwn' || value.type === 'plain_text') return readText(value, nameOf);
  if (value.type === 'image') return `(${String(value.alt_text)})`;
  if (value.type === 'overflow') {
    return `[⋯ ${asList(value.options)
      .map((option) => (isRecord(option) ? readText(option.text, nameOf) : ''))
      .join(' / ')}]`;
  }
  return `[${readText(value.placeholder, nameOf) || String(value.type)}]`;
}

function readBlock(block: BlockData, nameOf: NameOf): string[] {
  const line = (value: unknown): string => readText(value, nameOf);
  switch (block.type) {
    case 'divider':
      return ['———'];
    case 'section':
      return [
        line(block.text),
        ...asList(block.fields).map(line),
        ...(block.accessory ? [readElement(block.accessory, nameOf)] : []),
      ];
    case 'context':
      return [
        asList(block.elements)
          .map((element) => readElement(element, nameOf))
          .join('  '),
      ];
    case 'actions':
    case 'context_actions':
      return [
        asList(block.elements)
          .map((element) => readElement(element, nameOf))
          .join(' '),
      ];
    case 'input':
      return [`${line(block.label)}: ${readElement(block.element, nameOf)}`];
    case 'rich_text':
      return [readRichText(block, nameOf)];
    case 'image':
      return [`(${String(block.alt_text)})`];
    case 'table':
    case 'data_table':
      return asList(block.rows).map((row) =>
        asList(row)
          .map((cell) => readRichText(cell, nameOf))
          .join(' | '),
      );
    case 'container':
      return [
        line(block.title) || readRichText(block.rich_text_title, nameOf),
        ...asList(block.child_blocks).flatMap((child) => readBlock(child as BlockData, nameOf)),
      ];
    case 'plan':
      return [
        line(block.title),
        ...asList(block.tasks).flatMap((task) => readBlock(task as BlockData, nameOf)),
      ];
    case 'task_card':
      return [
        `${line(block.title)} (${String(block.status)})`,
        readRichText(block.details, nameOf),
        readRichText(block.output, nameOf),
      ];
    case 'card':
      return [
        line(block.title),
        line(block.subtitle),
        line(block.body),
        asList(block.actions)
          .map((action) => readElement(action, nameOf))
          .join(' '),
      ];
    default:
      return [line(block.text)];
  }
}

export function readBlocks(blocks: readonly BlockData[], nameOf: NameOf): string {
  return blocks
    .flatMap((block) => readBlock(block, nameOf))
    .filter((line) => line !== '')
    .join('\n');
}

export function readMessage(message: StoredMessage, nameOf: NameOf): string {
  if (message.blocks && message.blocks.length > 0) return readBlocks(message.blocks, nameOf);
  return readMrkdwn(message.text, nameOf);
}

export function readView(view: StoredView, nameOf: NameOf): string {
  return [readText(view.title, nameOf), readBlocks(view.blocks, nameOf)]
    .filter((line) => line !== '')
    .join('\n');
}
