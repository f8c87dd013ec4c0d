// What kind of file this is, from its first characters.

export type Sort = 'xml' | 'json' | 'tap' | 'log';

/** Enough to see past a licence or a few words before a report begins. */
export const SNIFFED_CHARS = 16_000;

const XML = /^<(?:\?xml\b|[A-Za-z_!])/;
const ROOTS = 'testsuites?|TestRun|test-run|test-results|assembl(?:y|ies)|checkstyle|testcase';
const XML_ROOT = new RegExp(`<(?:${ROOTS})[\\s>/]`);
/** At the beginning of a line, behind words of whoever made the report: only what is a report for sure. */
const XML_BEHIND_WORDS = new RegExp(
  `^(?:<\\?xml\\b[^<>]{0,400}\\?>\\s{0,200}(?:<!--[^<>]{0,1000}-->\\s{0,200})?)?<(?:${ROOTS})[\\s>]`,
  'm',
);
const TAP = /^(?:TAP version 1[34]\b|1\.\.\d{1,9}\b|(?:not )?ok \d{1,9}\b)/;

/** The encoding's mark, and colours that are switched off before anything is said (biome). */
const ESCAPE = String.fromCharCode(27);
const BEFORE = new RegExp(`^\\ufeff?(?:${ESCAPE}\\[\\d{0,3}m){0,10}`);

export function sortOf(head: string): Sort {
  const text = head.replace(BEFORE, '').trimStart();
  if (XML.test(text))
    return XML_ROOT.test(text) || text.startsWith('<?xml') || text.startsWith('<!DOCTYPE') ? 'xml' : 'log';
  if (/^[[{]\s*(?:["{[\]}]|$)/.test(text.slice(0, 2_000)) && !/^\[[A-Za-z\d]/.test(text)) return 'json';
  const firstLine = text.split('\n', 1)[0] ?? '';
  if (TAP.test(firstLine.trimEnd())) return 'tap';
  return startOfXml(head) > 0 ? 'xml' : 'log';
}

/** Where the XML begins: behind the encoding's mark, blanks, and words in lines of their own. -1 where there is none. */
export function startOfXml(head: string): number {
  const blanks = /^\ufeff?\s{0,1000}/.exec(head)?.[0].length ?? 0;
  if (XML.test(head.slice(blanks, blanks + 10))) return blanks;
  return head.slice(0, SNIFFED_CHARS).search(XML_BEHIND_WORDS);
}

/** The same text, as long as before, without what stands before the first character. */
export const withoutStart = (text: string): string =>
  text.replace(BEFORE, (before) => ' '.repeat(before.length));
