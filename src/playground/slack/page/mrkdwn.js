// Slack's mrkdwn, rich_text and standard Markdown as elements. Text in, nodes out; nothing is parsed as HTML.
import { h, link } from './dom.js';
import { emoji, withEmoji } from './emoji.js';
import { channelName, person, state } from './store.js';

const ENTITIES = { '&lt;': '<', '&gt;': '>', '&amp;': '&' };
const plain = (text) => withEmoji(text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]));

export function mention(id, label) {
  const name = id === state.bot.userId || !label ? person(id).name : label;
  return h('span', { class: id === state.me ? 'mention mention-me' : 'mention' }, `@${name}`);
}

function dateText(format, seconds) {
  const date = new Date(seconds * 1000);
  const time = date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  const day = date.toLocaleDateString([], { dateStyle: 'medium' });
  return format.replace(/\{time(?:_secs)?\}/g, time).replace(/\{date[a-z_]*\}/g, day);
}

function reference(body) {
  const [target, label] = body.split(/\|(.*)/s);
  if (target.startsWith('@')) return mention(target.slice(1), label);
  if (target.startsWith('#'))
    return h('span', { class: 'mention' }, `#${label || channelName(target.slice(1))}`);
  if (target.startsWith('!date^')) {
    const [, seconds, format] = target.split('^');
    return h('time', {}, dateText(format, Number(seconds)));
  }
  if (target.startsWith('!'))
    return h('span', { class: 'mention mention-me' }, `@${label || target.slice(1).split('^')[0]}`);
  if (!/^(?:https?:|mailto:)/i.test(target)) return `<${plain(body)}>`;
  return link(plain(target), plain(label || target));
}

const INLINE =
  /(`[^`\n]+`)|<([^<>\n]+)>|(?<![\p{L}\p{N}])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])_(?=\S)([^_\n]+?)(?<=\S)_(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])~(?=\S)([^~\n]+?)(?<=\S)~(?![\p{L}\p{N}])/gu;

function inline(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(plain(text.slice(last, match.index)));
    const [whole, code, ref, bold, italic, strike] = match;
    if (code) nodes.push(h('code', {}, plain(code.slice(1, -1))));
    else if (ref) nodes.push(reference(ref));
    else if (bold) nodes.push(h('b', {}, inline(bold)));
    else if (italic) nodes.push(h('i', {}, inline(italic)));
    else if (strike) nodes.push(h('s', {}, inline(strike)));
    last = match.index + whole.length;
  }
  nodes.push(plain(text.slice(last)));
  return nodes;
}

function lines(text) {
  const nodes = [];
  for (const [index, line] of text.split('\n').entries()) {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(line);
    if (quote) {
      const before = nodes.at(-1);
      if (before instanceof Element && before.tagName === 'BLOCKQUOTE')
        before.append(h('br'), ...inline(quote[1]));
      else nodes.push(h('blockquote', {}, inline(quote[1])));
      continue;
    }
    const isAfterText =
      index > 0 && !(nodes.at(-1) instanceof Element && nodes.at(-1).tagName === 'BLOCKQUOTE');
    if (isAfterText) nodes.push(h('br'));
    nodes.push(...inline(line));
  }
  return nodes;
}

/** mrkdwn to nodes. */
export function mrkdwn(text) {
  return text
    .split(/(```[\s\S]*?```)/)
    .flatMap((part) =>
      part.startsWith('```') && part.length > 5
        ? [h('pre', { tabindex: '0' }, plain(part.slice(3, -3).replace(/^\n|\n$/g, '')))]
        : lines(part),
    );
}

/** A text object, whichever of the two kinds. */
export function textObject(object) {
  if (!object) return [];
  return object.type === 'mrkdwn' ? mrkdwn(object.text) : [withEmoji(object.text)];
}

function styled(node, style = {}) {
  let out = node;
  if (style.code) out = h('code', {}, out);
  if (style.bold) out = h('b', {}, out);
  if (style.italic) out = h('i', {}, out);
  if (style.strike) out = h('s', {}, out);
  if (style.underline) out = h('u', {}, out);
  return out;
}

function leaf(element) {
  switch (element.type) {
    case 'text':
      return styled(element.text, element.style);
    case 'link':
      return styled(link(element.url, element.text), element.style);
    case 'user':
      return mention(element.user_id);
    case 'channel':
      return h('span', { class: 'mention' }, `#${channelName(element.channel_id)}`);
    case 'emoji':
      return emoji(element.name);
    case 'broadcast':
      return h('span', { class: 'mention mention-me' }, `@${element.range}`);
    case 'date':
      return h('time', {}, dateText(element.format, element.timestamp));
    default:
      return element.fallback ?? element.value ?? '';
  }
}

export function richText(block) {
  return block.elements.map((part) => {
    const leaves = () => part.elements.map(leaf);
    if (part.type === 'rich_text_preformatted') return h('pre', { tabindex: '0' }, leaves());
    if (part.type === 'rich_text_quote') return h('blockquote', {}, leaves());
    if (part.type === 'rich_text_list') {
      const tag = part.style === 'ordered' ? 'ol' : 'ul';
      return h(
        tag,
        { class: `indent-${part.indent ?? 0}` },
        part.elements.map((item) => h('li', {}, item.elements.map(leaf))),
      );
    }
    return h('div', { class: 'rich-section' }, leaves());
  });
}

const MD_INLINE =
  /(`[^`\n]+`)|\[([^\]\n]+)\]\((\S+?)\)|\*\*(.+?)\*\*|(?<!\w)[*_](?=\S)(.+?)(?<=\S)[*_](?!\w)/g;

function mdInline(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(MD_INLINE)) {
    nodes.push(withEmoji(text.slice(last, match.index)));
    const [whole, code, label, url, bold, italic] = match;
    if (code) nodes.push(h('code', {}, code.slice(1, -1)));
    else if (label) nodes.push(link(url, label));
    else if (bold) nodes.push(h('b', {}, mdInline(bold)));
    else nodes.push(h('i', {}, mdInline(italic)));
    last = match.index + whole.length;
  }
  nodes.push(withEmoji(text.slice(last)));
  return nodes;
}

function mdLine(line) {
  const head = /^#{1,6} (.*)$/.exec(line);
  if (head) return h('p', {}, h('b', {}, mdInline(head[1])));
  const item = /^\s*(?:[-*]|\d+\.) (.*)$/.exec(line);
  if (item) return h('p', { class: 'md-item' }, '• ', mdInline(item[1]));
  return h('p', {}, mdInline(line));
}

/** Standard Markdown, as far as Slack's markdown block shows it. */
export function markdown(text) {
  return text.split(/(```[\s\S]*?```)/).flatMap((part) =>
    part.startsWith('```')
      ? [h('pre', { tabindex: '0' }, part.replace(/^```[^\n]*\n?|\n?```$/g, ''))]
      : part
          .split('\n')
          .filter((line) => line.trim() !== '')
          .map(mdLine),
  );
}
