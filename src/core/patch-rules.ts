// Judges a change by its facts: what keeps it from being pushed, and what a person should see beside it. No I/O, no English of git's.
import type { Finding, PatchFacts, PatchRule, PathChange } from './patch.ts';
import { MAX_FINDINGS } from './patch.ts';
import { LOCKFILES, MANIFESTS, SENSITIVE_PATHS } from './patch-paths.ts';
import type { Policy } from './policy.ts';
import { hasInvisibleCharacters } from './redact.ts';

const SUBMODULE = '160000';
const SYMLINK = '120000';
const EXECUTABLE = '100755';
const MAX_PATH_CHARS = 500;
const MAX_SEGMENTS = 40;
const MAX_SHOWN_CHARS = 200;
const MAX_SECRETS_OF_A_FILE = 5;

export type PatchLimits = Pick<Policy, 'maxPatchFiles' | 'maxPatchBytes' | 'protectedPaths'>;

/** At most MAX_FINDINGS, what blocks first. Nothing found means that it may be pushed without a remark. */
export function judgePatch(facts: PatchFacts, policy: PatchLimits): Finding[] {
  const isProtected = globs(policy.protectedPaths);
  const findings = [
    ...judgeSize(facts, policy),
    ...facts.changes.flatMap((change) => judgeChange(change, isProtected)),
    ...facts.weakenings,
  ];
  const ofLevel = (level: Finding['level']) => findings.filter((finding) => finding.level === level);
  return [...ofLevel('block'), ...ofLevel('ask'), ...ofLevel('flag')].slice(0, MAX_FINDINGS);
}

export const isBlocked = (findings: readonly Finding[]): boolean =>
  findings.some((finding) => finding.level === 'block');

function judgeSize(facts: PatchFacts, policy: PatchLimits): Finding[] {
  const findings: Finding[] = [];
  const files = facts.changes.length;
  if (files > policy.maxPatchFiles) {
    findings.push({
      rule: 'too_many_files',
      level: 'block',
      detail: `${files}, at most ${policy.maxPatchFiles}`,
    });
  }
  const sizeBytes = facts.changes.reduce((sum, change) => sum + (change.addedBytes ?? change.sizeBytes), 0);
  if (sizeBytes > policy.maxPatchBytes) {
    const detail = `${sizeBytes} bytes of new content, at most ${policy.maxPatchBytes}`;
    findings.push({ rule: 'too_large', level: 'block', detail });
  }
  return findings;
}

type Matcher = (path: string) => boolean;

function judgeChange(change: PathChange, isProtected: Matcher): Finding[] {
  const findings: Finding[] = [];
  const path = shownPath(change.path);
  const add = (rule: PatchRule, level: Finding['level'], detail?: string, line?: number) =>
    findings.push({
      rule,
      level,
      path,
      ...(line === undefined ? {} : { line }),
      ...(detail === undefined ? {} : { detail }),
    });

  const flagged = FLAGGED_PATHS.find(({ covers }) => covers(change.path));
  if (isProtected(change.path)) add('protected_path', 'block');
  else if (flagged) add(flagged.rule, 'flag');
  if (change.oldMode === SUBMODULE || change.newMode === SUBMODULE) add('submodule', 'block');
  if (change.status === 'deleted') return findings;

  if (isOddName(change.path)) add('odd_file_name', 'block');
  if (change.unchecked) add('too_large', 'block', 'its content was too large to be looked at');
  for (const secret of change.secrets.slice(0, MAX_SECRETS_OF_A_FILE))
    add('secret', 'block', secret.rule, secret.line);
  if (change.linkTarget !== undefined) {
    const leaves = leavesTree(change.path, change.linkTarget);
    add(leaves ? 'symlink_outside' : 'symlink', leaves ? 'block' : 'flag', shownPath(change.linkTarget));
  } else if (change.newMode === SYMLINK) add('symlink_outside', 'block', 'its target is unknown');
  if (change.binary) add('binary_file', 'flag', `${change.sizeBytes} bytes`);
  if (change.invisibleLine !== undefined)
    add('invisible_characters', 'flag', undefined, change.invisibleLine);
  if (change.collidesWith !== undefined) add('case_collision', 'flag', shownPath(change.collidesWith));
  if (change.newMode === EXECUTABLE && change.oldMode !== EXECUTABLE) add('made_executable', 'flag');
  return findings;
}

/**
 * True where a link's target is not surely inside the tree. `..` counts only at its start: after a name it may go up from
 * wherever another link leads. `.git` is not part of the tree.
 */
export function leavesTree(path: string, target: string): boolean {
  const parts = target.split('/').filter((part) => part !== '' && part !== '.');
  if (target === '' || target.startsWith('/') || /[\\\0]|^[A-Za-z]:/.test(target)) return true;
  const firstName = parts.findIndex((part) => part !== '..');
  const ups = firstName < 0 ? parts.length : firstName;
  const names = parts.slice(ups);
  const folders = path.split('/').length - 1;
  return ups > folders || names.includes('..') || names.some(isGitFolder);
}

/** Also as file systems of Windows and macOS would take it: `git~1`, `.git.`, `.GIT `, `.git::$INDEX_ALLOCATION`. */
const isGitFolder = (name: string): boolean => /^(?:\.git[. ]*(?::.*)?|git~\d)$/i.test(name);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
const ODD = /[\x00-\x1f\x7f-\x9f\\\ufffd\u2028\u2029]|^\s|\s$|\s\/|\/\s/;

/** Names that a reader, a shell or another file system would take for something else. */
function isOddName(path: string): boolean {
  if (path.length > MAX_PATH_CHARS) return true;
  return ODD.test(path) || hasInvisibleCharacters(`x${path}`) || path.split('/').length > MAX_SEGMENTS;
}

/** Bounded, and with every character that could hide something written as an escape. */
export const shownPath = (text: string): string =>
  [...text.slice(0, MAX_SHOWN_CHARS)]
    .map((char) => (ODD.test(`x${char}x`) || hasInvisibleCharacters(`x${char}x`) ? escaped(char) : char))
    .join('');

const escaped = (char: string): string => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`;

/**
 * A matcher of any of the globs, over whole paths from the root: `*` and `?` within a folder, `**` over any number of
 * folders. A glob also covers everything below what it names. Upper and lower case are the same: some file systems think so.
 */
export function globs(patterns: readonly string[]): Matcher {
  const parsed = patterns.map((pattern) => [
    ...fold(pattern)
      .split('/')
      .filter((part) => part !== ''),
    '**',
  ]);
  return (path) => {
    const parts = fold(path).split('/');
    return parsed.some((pattern) => matchAll(pattern, parts, { any: '**', same: matchName }));
  };
}

const fold = (text: string): string => text.normalize('NFC').toUpperCase().toLowerCase();

const matchName = (pattern: string, name: string): boolean =>
  matchAll([...pattern], [...name], { any: '*', same: (wanted, char) => wanted === '?' || wanted === char });

/**
 * Wildcards over any sequence, in at most pattern × items steps: on a mismatch only the last `any` takes one more item,
 * since an earlier one could gain nothing by it.
 */
function matchAll(
  pattern: readonly string[],
  items: readonly string[],
  rules: { any: string; same(wanted: string, item: string): boolean },
): boolean {
  let at = 0;
  let lastAny = -1;
  let retryFrom = 0;
  for (let i = 0; i < items.length; ) {
    const wanted = pattern[at];
    if (wanted === rules.any) {
      lastAny = at++;
      retryFrom = i;
    } else if (wanted !== undefined && rules.same(wanted, items[i] ?? '')) {
      at++;
      i++;
    } else if (lastAny >= 0) {
      at = lastAny + 1;
      i = ++retryFrom;
    } else return false;
  }
  return pattern.slice(at).every((rest) => rest === rules.any);
}

const FLAGGED_PATHS: readonly { readonly rule: PatchRule; readonly covers: Matcher }[] = [
  { rule: 'sensitive_path', covers: globs(SENSITIVE_PATHS) },
  { rule: 'manifest_changed', covers: globs(MANIFESTS) },
  { rule: 'lockfile_changed', covers: globs(LOCKFILES) },
];
