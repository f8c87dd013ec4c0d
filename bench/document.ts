// Puts the measured block into docs/performance.md, between its markers; the words around it are a person's.
import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../docs/performance.md', import.meta.url);
const BEGIN = '<!-- measured: npm run bench -- --write -->';
const END = '<!-- /measured -->';

export function writeDocument(block: string): void {
  writeFileSync(DOCUMENT, replaced(readFileSync(DOCUMENT, 'utf8'), block));
}

function replaced(document: string, block: string): string {
  const [before, rest, ...more] = document.split(BEGIN);
  const [, after, ...evenMore] = (rest ?? '').split(END);
  if (before === undefined || after === undefined || more.length + evenMore.length > 0)
    throw new Error(`docs/performance.md wants "${BEGIN}" and "${END}" once each, in this order`);
  return `${before}${BEGIN}\n\n${block}\n\n${END}${after}`;
}
