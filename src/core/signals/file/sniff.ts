// What kind of file this is, from its first characters.

export type Sort = 'xml' | 'json' | 'tap' | 'log';

/** Enough to see past a licence or a few words before a report begins. */
export const SNIFFED_CHARS = 16_000;

const XML = /^<(?:\?xml\b|[A-Za-z_!])/;
const XML_ROOT = /<(?:testsuites?|TestRun|test-run|test-results|assembl(?:y|ies)|checkstyle|testcase)[\s>/]/;
const TAP = /^(?:TAP version 1[34]\b|1\.\.\d{1,9}\b|(?:not )?ok \d{1,9}\b)/;

export function sortOf(head: string): Sort {
  const text = head.replace(/^\ufeff/, '').trimStart();
  if (XML.test(text))
    return XML_ROOT.test(text) || text.startsWith('<?xml') || text.startsWith('<!DOCTYPE') ? 'xml' : 'log';
  if (/^[[{]\s*(?:["{[\]}]|$)/.test(text.slice(0, 2_000)) && !/^\[[A-Za-z\d]/.test(text)) return 'json';
  const firstLine = text.split('\n', 1)[0] ?? '';
  return TAP.test(firstLine.trimEnd()) ? 'tap' : 'log';
}
