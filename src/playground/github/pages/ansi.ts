// Log lines with ANSI colours as HTML; everything else that a terminal would obey is dropped.
import { escapeHtml, Html } from './html.ts';

const maxLineChars = 4_000;
const colours = ['black', 'red', 'green', 'yellow', 'blue', 'magenta', 'cyan', 'white'];

export function ansiLine(line: string): Html {
  let out = '';
  let open = '';
  const [first = '', ...coloured] = line.slice(0, maxLineChars).split('\u001b');
  const add = (text: string): void => {
    const safe = escapeHtml(text.replace(/(?!\t)\p{Cc}/gu, ''));
    if (safe !== '') out += open === '' ? safe : `<span class="${open}">${safe}</span>`;
  };
  add(first);
  for (const part of coloured) {
    const codes = /^\[([0-9;]*)m/.exec(part)?.[1];
    if (codes !== undefined) open = nextStyle(open, codes);
    add(part.replace(/^\[[0-9;?]*[A-Za-z]/, ''));
  }
  return new Html(out);
}

function nextStyle(open: string, codes: string): string {
  let classes = open.split(' ').filter((name) => name !== '');
  for (const code of codes.split(';').map(Number)) {
    if (code === 0) classes = [];
    else if (code === 1) classes.push('bold');
    else if ((code >= 30 && code <= 37) || (code >= 90 && code <= 97)) {
      classes = [...classes.filter((name) => !name.startsWith('c-')), `c-${colours[code % 10]}`];
    } else if (code === 39) classes = classes.filter((name) => !name.startsWith('c-'));
  }
  return classes.join(' ');
}
