// Puts what was measured into docs/performance.md, each benchmark between its own markers; the words around them are a person's.
import { readFileSync, writeFileSync } from 'node:fs';

const DOCUMENT = new URL('../docs/performance.md', import.meta.url);

/** Throws where the document has no place for it. */
export function writeDocument(name: string, block: string): void {
  writeFileSync(DOCUMENT, replaced(readFileSync(DOCUMENT, 'utf8'), name, block));
}

function replaced(document: string, name: string, block: string): string {
  const begin = `<!-- measured: ${name} -->`;
  const end = `<!-- /measured: ${name} -->`;
  const [before, rest, ...more] = document.split(begin);
  const [, after, ...evenMore] = (rest ?? '').split(end);
  if (before === undefined || after === undefined || more.length + evenMore.length > 0)
    throw new Error(`docs/performance.md wants "${begin}" and "${end}" once each, in this order`);
  return `${before}${begin}\n\n${block}\n\n${end}${after}`;
}
