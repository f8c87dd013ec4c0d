// Looks at one changed file's text for secrets and invisible characters that its old text did not have.
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { SecretFound } from '#core/patch.ts';
import { hasInvisibleCharacters, SECRET_PATTERNS } from '#core/redact.ts';

const PRESET = '@secretlint/secretlint-rule-preset-recommend';
const PRIVATE_KEY = /-----BEGIN (?:[A-Z0-9]{1,20} ){0,3}PRIVATE KEY/g;

export type ScanInput = { readonly path: string; readonly text: string; readonly oldText: string };
export type ScanResult = {
  readonly secrets: readonly SecretFound[];
  readonly invisibleLine?: number;
  readonly addedBytes: number;
};

/** May take long on text made for that: run it where it can be ended (scan.ts). */
export async function scanFile(file: ScanInput): Promise<ScanResult> {
  const own = ownMatches(file.text);
  // One secret is told by one name.
  const others = (await presetMatches(file)).filter(
    (match) => !own.some(({ value }) => value === match.value),
  );
  const matches = [...own, ...others];
  const fresh = matches.filter((match) => !file.oldText.includes(match.value)).sort((a, b) => a.at - b.at);
  const isFirst = (match: Match, i: number) => fresh.findIndex(({ rule }) => rule === match.rule) === i;
  const invisibleLine = hasInvisibleCharacters(file.oldText) ? undefined : lineOfInvisible(file.text);
  return {
    // The first of each rule: a file full of keys is one remark a kind.
    secrets: fresh.filter(isFirst).map(({ rule, at }) => ({ rule, line: lineAt(file.text, at) })),
    ...(invisibleLine === undefined ? {} : { invisibleLine }),
    addedBytes: bytesOfNewLines(file),
  };
}

const lineAt = (text: string, at: number): number => text.slice(0, at).split('\n').length;

/** A mark at the start of the text is its encoding, at the start of another line it hides: so lines are not looked at alone. */
function lineOfInvisible(text: string): number | undefined {
  if (!hasInvisibleCharacters(text)) return undefined;
  const lines = text.split('\n');
  const found = lines.findIndex((line, i) => hasInvisibleCharacters(i === 0 ? line : ` ${line}`));
  return found < 0 ? 1 : found + 1;
}

/** Lines that the old text had as often count as old, wherever they stand now. */
function bytesOfNewLines({ text, oldText }: ScanInput): number {
  const left = new Map<string, number>();
  for (const line of oldText.split('\n')) left.set(line, (left.get(line) ?? 0) + 1);
  let sizeBytes = 0;
  for (const line of text.split('\n')) {
    const times = left.get(line) ?? 0;
    if (times > 0) left.set(line, times - 1);
    else sizeBytes += Buffer.byteLength(line) + 1;
  }
  return sizeBytes;
}

type Match = { readonly rule: string; readonly value: string; readonly at: number };

function ownMatches(text: string): Match[] {
  const patterns = SECRET_PATTERNS.filter((rule) => rule.refusesPatch);
  const matches = patterns.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({ rule: name, value: match[0], at: match.index })),
  );
  const keys = [...text.matchAll(PRIVATE_KEY)].map((match) => ({
    rule: 'private-key',
    // The marker alone is the same in every key: the beginning of the key tells them apart.
    value: text.slice(match.index, match.index + 120),
    at: match.index,
  }));
  return [...matches, ...keys];
}

async function presetMatches(file: ScanInput): Promise<Match[]> {
  const name = file.path.split('/').at(-1) ?? file.path;
  const result = await lintSource({
    source: {
      filePath: file.path,
      content: file.text,
      contentType: 'text',
      ext: name.includes('.') ? `.${name.split('.').at(-1)}` : '',
    },
    options: { config: { rules: [{ id: PRESET, rule: creator }] }, noPhysicFilePath: true },
  });
  const matches = result.messages.map((message) => ({
    rule: message.ruleId.replace('@secretlint/secretlint-rule-', ''),
    value: file.text.slice(message.range[0], message.range[1]),
    at: message.range[0],
  }));
  return matches.filter((match) => !isLocalUrl(match.value));
}

/** A connection string to this machine or to a service beside it (a name without a dot) is a fixture, not a secret. */
function isLocalUrl(value: string): boolean {
  const host = /^[a-z][a-z0-9+.-]{0,30}:\/\/[^@/\s]{0,256}@([^:/\s?]{1,256})/i.exec(value)?.[1];
  return host !== undefined && (!host.includes('.') || host.startsWith('127.'));
}
