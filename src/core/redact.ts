// Takes out of untrusted text what must not be kept or shown: secrets, and characters that a terminal or a reader obeys
// unseen. Both keep the number of lines and take time linear in the text. First cleanTerminal, then redact: an escape
// sequence in the middle of a secret would hide it.
import { knownForms } from './redact-forms.ts';
import { redactBroken } from './redact-joins.ts';
import { redactKeys } from './redact-keys.ts';
import { type Marks, marksOf } from './signals/reading/marks.ts';

export type SecretPattern = {
  readonly name: string;
  /** Global. Nothing required follows an unbounded run, or the run cannot begin inside itself: no backtracking blow-up. */
  readonly pattern: RegExp;
  /** Literal strings of which one stands in everything it finds: a text without them is not searched for it. */
  readonly marks?: readonly string[];
  /** Group 1 is kept in front of what is taken out. */
  readonly keepsPrefix?: boolean;
  /** Sure enough to refuse a change that brings it, not only to hide it. */
  readonly refusesPatch: boolean;
};

export const SECRET_PATTERNS: readonly SecretPattern[] = [
  {
    name: 'github-token',
    marks: ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    pattern: /gh[pousr]_[A-Za-z0-9]{36,}|github_pat_\w{22,}/g,
    refusesPatch: true,
  },
  { name: 'gitlab-token', marks: ['glpat-'], pattern: /glpat-[\w-]{20,}/g, refusesPatch: true },
  {
    name: 'slack-token',
    marks: ['xox', 'xapp-'],
    pattern: /xox[abeoprs](?:\.xox[a-z])?-[A-Za-z0-9-]{10,}|xapp-\d-[A-Za-z0-9-]{10,}/g,
    refusesPatch: true,
  },
  {
    name: 'slack-webhook',
    marks: ['hooks.slack.com/'],
    pattern: /(hooks\.slack\.com\/)(?:services|workflows|triggers)\/[\w/-]{20,}/g,
    keepsPrefix: true,
    refusesPatch: true,
  },
  {
    name: 'aws-key-id',
    marks: ['AKIA', 'ASIA'],
    pattern: /(?<![A-Z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Z0-9])/g,
    refusesPatch: true,
  },
  {
    name: 'aws-secret-key',
    pattern: /(aws_secret_access_key["']?\s{0,4}[=:]\s{0,4}["']?)[A-Za-z0-9/+=]{40}/gi,
    keepsPrefix: true,
    refusesPatch: true,
  },
  { name: 'anthropic-key', marks: ['sk-ant-'], pattern: /sk-ant-[\w-]{20,}/g, refusesPatch: true },
  {
    name: 'openai-key',
    marks: ['sk-'],
    pattern: /(?<![\w-])sk-(?:(?:proj|svcacct|admin)-[\w-]{20,}|[A-Za-z0-9]{32,})/g,
    refusesPatch: true,
  },
  { name: 'google-key', marks: ['AIza'], pattern: /AIza[\w-]{35}/g, refusesPatch: true },
  { name: 'google-token', marks: ['ya29.'], pattern: /ya29\.[\w-]{20,}/g, refusesPatch: true },
  { name: 'npm-token', marks: ['npm_'], pattern: /npm_[A-Za-z0-9]{36}/g, refusesPatch: true },
  {
    name: 'jwt',
    marks: ['.eyJ'],
    pattern: /(?<![\w-])eyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}/g,
    refusesPatch: true,
  },
  { name: 'pypi-token', marks: ['pypi-'], pattern: /pypi-[\w-]{50,}/g, refusesPatch: true },
  {
    name: 'stripe-key',
    marks: ['k_live_'],
    pattern: /(?<![A-Za-z0-9])[rs]k_live_[A-Za-z0-9]{16,}/g,
    refusesPatch: true,
  },
  { name: 'sendgrid-key', marks: ['SG.'], pattern: /SG\.[\w-]{20,24}\.[\w-]{40,50}/g, refusesPatch: true },
  { name: 'docker-token', marks: ['dckr_'], pattern: /dckr_(?:pat|oat)_[\w-]{20,}/g, refusesPatch: true },
  {
    name: 'hugging-face-token',
    marks: ['hf_'],
    pattern: /(?<![A-Za-z0-9])hf_[A-Za-z0-9]{30,}/g,
    refusesPatch: true,
  },
  {
    name: 'vault-token',
    marks: ['hvs.', 'hvb.'],
    pattern: /(?<![A-Za-z0-9])hv[sb]\.[\w-]{24,}/g,
    refusesPatch: true,
  },
  { name: 'digitalocean-token', marks: ['_v1_'], pattern: /do[opr]_v1_[a-f0-9]{64}/g, refusesPatch: true },
  {
    name: 'shopify-token',
    marks: ['shpat_', 'shpca_', 'shppa_', 'shpss_'],
    pattern: /shp(?:at|ca|pa|ss)_[a-fA-F0-9]{32}/g,
    refusesPatch: true,
  },
  {
    name: 'azure-key',
    marks: ['Key='],
    pattern: /((?:Account|SharedAccess)Key=)[A-Za-z0-9+/=]{40,}/g,
    keepsPrefix: true,
    refusesPatch: true,
  },
  {
    name: 'assigned-secret',
    marks: ['PASSW', 'SECRET', 'TOKEN', 'KEY', 'CREDENTIAL'],
    // The end of an environment variable's name, as shells and CI print it; not what another pattern took, nor GitHub's ***.
    pattern:
      /((?:PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|ACCESS_?KEY|PRIVATE_?KEY|CREDENTIALS?)["']?(?:=|: )["']?)(?![[*$<{])[^\s"'[\]]{8,}/g,
    keepsPrefix: true,
    refusesPatch: false,
  },
  {
    name: 'password',
    pattern:
      /((?<![A-Za-z])(?:password|passwd|pwd|_auth_?token|_password|access_token|client_secret|secret_key)["']?=["']?)(?![[*$<{])[^\s"'&;,[\]]{6,}/gi,
    keepsPrefix: true,
    refusesPatch: false,
  },
  {
    name: 'url-credentials',
    marks: ['://'],
    pattern: /(:\/\/)[^\s/:@]{0,256}:[^\s/@]{1,512}(?=@)/g,
    keepsPrefix: true,
    refusesPatch: false,
  },
  {
    name: 'authorization',
    pattern:
      /(authorization["']?\s{0,4}[:=]\s{0,4}["']?(?:(?:basic|bearer|token|bot)\s{1,4})?)[^\s"',;[]{8,}/gi,
    keepsPrefix: true,
    refusesPatch: false,
  },
];

/** Of these, one broken over two lines is known too. */
const SURE_PATTERNS = SECRET_PATTERNS.filter(
  ({ keepsPrefix, refusesPatch }) => refusesPatch && keepsPrefix !== true,
);

export type Redacted = { readonly text: string; readonly count: number };

/** A function that takes the known values out, in every form of redact-forms.ts, and then whatever looks like a secret. */
export function redactor(knownSecrets: readonly string[]): (text: string) => string {
  const redact = countingRedactor(knownSecrets);
  return (text) => redact(text).text;
}

/** The same, telling how many were taken out. */
export function countingRedactor(knownSecrets: readonly string[]): (text: string) => Redacted {
  const inLength = [...new Set(knownSecrets)].sort((a, b) => b.length - a.length);
  const forms = inLength.flatMap(knownForms);
  const known = present(forms);
  const breakable = present(forms.filter(({ mayBreak }) => mayBreak));
  return (text) => {
    let count = 0;
    let clean = text;
    for (const { pattern } of known(clean)) {
      clean = clean.replace(pattern, (value) => {
        count += 1;
        return `[redacted]${lineBreaksOf(value)}`;
      });
    }
    const keys = redactKeys(clean);
    clean = keys.text;
    for (const rule of patternsIn(clean)) {
      clean = clean.replace(rule.pattern, (_match, prefix: unknown) => {
        count += 1;
        return rule.keepsPrefix ? `${String(prefix)}[redacted ${rule.name}]` : `[redacted ${rule.name}]`;
      });
    }
    const joined = redactBroken(clean, (lines) =>
      [...breakable(lines), ...surePatternsIn(lines)].map(({ pattern }) => pattern),
    );
    return { text: joined.text, count: count + keys.count + joined.count };
  };
}

const lineBreaksOf = (text: string): string => '\n'.repeat(text.split('\n').length - 1);

type Marked = { readonly pattern: RegExp; readonly marks?: readonly string[] };

/** Of many patterns, those worth trying on a text: it is read once for all their marks. */
function present<T extends Marked>(patterns: readonly T[]): (text: string) => readonly T[] {
  let marks: Marks | undefined;
  if (patterns.length === 0) return () => [];
  return (text) => {
    marks ??= marksOf(patterns.map((each) => each.marks ?? []));
    const hits = new Set<number>();
    marks.scan(text, hits);
    return patterns.filter((each, at) => hits.has(at) || (each.marks ?? []).length === 0);
  };
}

/** The same for everybody, whatever is known: built once. */
const patternsIn = present(SECRET_PATTERNS);
const surePatternsIn = present(SURE_PATTERNS);

/** Bidirectional controls, and characters of no width that make two texts look alike. */
const BIDI = '\\u061c\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069';
const NO_WIDTH =
  '\\u00ad\\u034f\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u2060-\\u206f\\u3164\\uffa0\\ufff9-\\ufffb\\u{e0000}-\\u{e007f}';
/** One chooses the shape of the character before it. In a row they are 256 letters that nobody sees: programs were hidden in them. */
const VARIATIONS = '\\ufe00-\\ufe0f\\u{e0100}-\\u{e01ef}';
const JOINERS = '\\u200c\\u200d';
const MARK = '\\ufeff';
const UNSEEN = new RegExp(`[${BIDI}${NO_WIDTH}${JOINERS}${VARIATIONS}${MARK}]`, 'gu');
/**
 * Joiners and variations belong into emoji (`1`, U+FE0F, U+20E3 is a keycap) and many scripts; beside ASCII they only hide.
 * A mark at the very start is the file's encoding.
 */
const SUSPECT = new RegExp(
  `[${BIDI}${NO_WIDTH}]|(?<!^)${MARK}|(?<=[\\x20-\\x7e])[${JOINERS}](?=[\\x20-\\x7e])|` +
    `[${VARIATIONS}]{2}|(?<=[\\x20-\\x7e])[${VARIATIONS}](?!\\u20e3)`,
  'u',
);

/** True where a text holds characters that a reviewer cannot see and a compiler obeys. */
export const hasInvisibleCharacters = (text: string): boolean => SUSPECT.test(text);

/** OSC, DCS, SOS, PM, APC with their bodies (a body ends with its line), then CSI, then other escapes. */
const STRING_SEQUENCES =
  '(?:\\x1b[\\]PX^_]|[\\x9d\\x90\\x98\\x9e\\x9f])[^\\x07\\x1b\\x9c\\n]*(?:\\x07|\\x1b\\\\|\\x9c)?';
const CONTROL_SEQUENCES = '(?:\\x1b\\[|\\x9b)[0-?]*[ -/]*[@-~]?';
const OTHER_ESCAPES = '\\x1b[ -/]*[0-~]?';
const ESCAPES = new RegExp(`${STRING_SEQUENCES}|${CONTROL_SEQUENCES}|${OTHER_ESCAPES}`, 'g');
/** A cursor that is set back to the line's start is a carriage return by another name. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a control sequence is what it looks for
const TO_FIRST_COLUMN = /\x1b\[[01]?G/g;
/** C0 but tab, line feed and carriage return; DEL; C1. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it removes
const CONTROLS = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]/g;
const LINE_SEPARATORS = /[\u2028\u2029]/g;

/** What a terminal would have shown at the end: no escape sequence, no control character but tab and line feed. */
export function cleanTerminal(text: string): string {
  const plain = text
    .toWellFormed()
    .replace(TO_FIRST_COLUMN, '\r')
    .replace(ESCAPES, '')
    .replace(CONTROLS, '')
    .replace(LINE_SEPARATORS, ' ')
    .replace(UNSEEN, '');
  return plain.includes('\r') ? plain.split('\n').map(overwrite).join('\n') : plain;
}

/**
 * A carriage return goes back to the line's start: of each column, the last writer stays. What is left of a word that was
 * half overwritten is blanked: it could be all but the first letter of a secret, which nothing would know again.
 */
function overwrite(line: string): string {
  if (!line.includes('\r')) return line;
  let shown = '';
  for (const layer of line.split('\r').reverse()) {
    if (layer.length > shown.length) shown += restAfter(layer, shown.length);
  }
  return shown;
}

function restAfter(layer: string, columns: number): string {
  const rest = layer.slice(columns);
  if (columns === 0 || /\s/.test(layer[columns - 1] ?? '')) return rest;
  const wordEnd = rest.search(/\s/);
  return wordEnd === -1 ? '' : ' '.repeat(wordEnd) + rest.slice(wordEnd);
}
