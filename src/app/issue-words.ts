// What is wrong with a file that people write, one line a problem, in words that say what to write instead.
import type { z } from 'zod';
import { nearest } from '#core/nearest.ts';

type Issue = z.core.$ZodIssue;
/** The keys that may stand at a place of the file. */
export type KeysAt = (path: readonly PropertyKey[]) => readonly string[];

/** Each with the key it is about and, for an unknown one, the nearest known; no line repeats a value. Parse with `reportInput`. */
export function issuesAsWords(issues: readonly Issue[], keysAt: KeysAt): string[] {
  return issues.flatMap((issue) => {
    const meant = branchMeant(issue);
    if (meant !== undefined) return issuesAsWords(meant, keysAt);
    const path = issue.path.join('.');
    if (issue.code !== 'unrecognized_keys') return [`${path === '' ? 'file' : path}: ${wordsOf(issue)}`];
    return issue.keys.map((key) => {
      const close = nearest(key, keysAt(issue.path));
      return `${path === '' ? '' : `${path}.`}${key}: unknown key${close ? `, did you mean ${close}?` : ''}`;
    });
  });
}

/**
 * Where one of several forms is wanted: what is wrong with the one that was begun. None is meant by what is of another kind
 * than each of them.
 */
function branchMeant(issue: Issue): readonly Issue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  const begun = issue.errors.find((branch) => !branch.some(isOfAnotherKind));
  return begun?.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

const isOfAnotherKind = ({ code, path }: Issue): boolean =>
  path.length === 0 && (code === 'invalid_type' || code === 'invalid_value');

const KINDS: Readonly<Record<string, string>> = {
  array: 'a list',
  object: 'a map of keys',
  record: 'a map of keys',
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

function wordsOf(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type': {
      if (issue.input === undefined) return 'is missing';
      // A schema's own words, such as "wants a time", say more than its type.
      const isOwn = issue.message.startsWith('wants ');
      return isOwn ? issue.message : `wants ${KINDS[issue.expected] ?? issue.expected}`;
    }
    case 'invalid_value':
      return `wants ${issue.values.map(String).join(' or ')}`;
    case 'invalid_key':
      return issue.issues[0]?.message ?? issue.message;
    case 'too_small':
      if (issue.minimum === 1 && issue.origin in UNITS) return 'is empty';
      return `wants ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}${unitOf(issue.origin)}`;
    case 'too_big':
      return `wants at most ${issue.maximum}${unitOf(issue.origin)}`;
    default:
      return issue.message;
  }
}

const UNITS: Readonly<Record<string, string>> = { string: ' characters', array: ' entries' };
const unitOf = (origin: string): string => UNITS[origin] ?? '';
