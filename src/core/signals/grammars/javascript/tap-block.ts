// What stands below a `not ok`: a YAML block of simple fields, or mocha's plain indented text.
import { endOf, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';

export type TapBlock = {
  readonly isYaml: boolean;
  /** The first line below it. */
  readonly to: number;
  /** Plain text up to the first frame; empty where it is YAML. */
  readonly text: string;
  has(key: string): boolean;
  /** The first field of that name, at any depth; undefined too where its value is fields of its own. */
  field(key: string): string | undefined;
};

export function tapBlock(lines: readonly LogLine[], start: number, indent: number): TapBlock {
  const open = /^( {2,204})---$/.exec(textAt(lines, start))?.[1];
  if (open === undefined || open.length <= indent) return plainBlock(lines, start, indent);
  const end = endOf(lines, start + 1, (text) => text === `${open}...`);
  const keyAt = (key: string): number => {
    const pattern = new RegExp(`^${open} {0,8}${key}:(?: |$)`);
    return endOf(lines, start + 1, (text, at) => at >= end || pattern.test(text));
  };
  return {
    isYaml: true,
    to: Math.min(lines.length, end + 1),
    text: '',
    has: (key) => keyAt(key) < end,
    field: (key) => (keyAt(key) < end ? valueAt(lines, keyAt(key), end) : undefined),
  };
}

function plainBlock(lines: readonly LogLine[], start: number, indent: number): TapBlock {
  const inner = ' '.repeat(indent + 2);
  const to = endOf(lines, start, (text) => !text.startsWith(inner) && text !== '');
  const frames = endOf(lines, start, (text, at) => at >= to || isFrame(text));
  const said = textOf(lines, start, frames);
  // mocha says the message, and then the stack, which begins with the message once more.
  const again =
    said.indexOf('\n', 1) === -1 ? -1 : said.search(/^(?:\w{0,60}(?:Error|Exception)\b[^:\n]{0,60}): /m);
  return {
    isYaml: false,
    to,
    text: again > 0 ? said.slice(again) : said,
    has: () => false,
    field: () => undefined,
  };
}

/** On the line and quoted, quoted over several lines, or a block below it. */
function valueAt(lines: readonly LogLine[], at: number, end: number): string | undefined {
  const key = textAt(lines, at);
  const value = key.slice(key.indexOf(':') + 1).trim();
  if (value === '') return undefined;
  if (/^[|>][-+]?$/.test(value)) {
    const column = key.search(/\S/);
    const to = endOf(lines, at + 1, (text, no) => no >= end || (text !== '' && text.search(/\S/) <= column));
    return textOf(lines, at + 1, to);
  }
  const quote = /^["']/.exec(value)?.[0];
  if (quote === undefined) return value;
  if (value.length > 1 && value.endsWith(quote)) return unquoted(value, quote);
  const to = endOf(lines, at + 1, (text, no) => no >= end || text.endsWith(quote), 40);
  const rest = lines.slice(at + 1, Math.min(to + 1, end)).map(({ text }) => text);
  return unquoted([value, ...rest].join('\n'), quote);
}

const unquoted = (text: string, quote: string): string =>
  text.slice(1, -1).replaceAll(`\\${quote}`, quote).replaceAll(`${quote}${quote}`, quote);
