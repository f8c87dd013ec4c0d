// What follows `link` and `unlink`: a login of the forge, a person of the chat; and the code that a person posts there.

export type LinkCommand =
  /** Null: how it stands. */
  | { readonly name: 'link'; readonly login: string | null }
  /** As it was typed, such as `@ana`; null: whoever types it. */
  | { readonly name: 'unlink'; readonly whom: string | null };

type Read =
  | { readonly ok: true; readonly command: LinkCommand }
  | { readonly ok: false; readonly wants: string };

/** As GitHub has logins; the `@` in front of a copied one is none of it. */
const LOGIN = /^@?([a-z\d](?:[a-z\d]|-(?=[a-z\d])){0,38})$/i;

export function linkWord(word: string | undefined): Read {
  if (word === undefined) return { ok: true, command: { name: 'link', login: null } };
  const login = LOGIN.exec(word)?.[1];
  return login === undefined
    ? { ok: false, wants: 'a GitHub login such as octocat' }
    : { ok: true, command: { name: 'link', login } };
}

export function unlinkWord(word: string | undefined): Read {
  if (word === undefined) return { ok: true, command: { name: 'unlink', whom: null } };
  return word.startsWith('@')
    ? { ok: true, command: { name: 'unlink', whom: word } }
    : { ok: false, wants: 'nothing, or a person such as @ana' };
}

export type LinkComment = { readonly name: 'link'; readonly code: string } | { readonly name: 'unlink' };

/** What a comment on the forge says about links; undefined where it is about something else. */
export function linkComment(words: string): LinkComment | undefined {
  const [verb = '', code, ...more] = words.trim().split(/\s+/);
  if (more.length > 0) return undefined;
  if (verb.toLowerCase() === 'unlink' && code === undefined) return { name: 'unlink' };
  return verb.toLowerCase() === 'link' && code !== undefined && code.length <= MAX_CODE_CHARS
    ? { name: 'link', code: code.toLowerCase() }
    : undefined;
}
const MAX_CODE_CHARS = 64;

/** What `@ana` meant where it was typed, or an id that was typed as such. */
export function personNamed(word: string, named: Readonly<Record<string, string>>): string | null {
  if (Object.hasOwn(named, word)) return named[word] ?? null;
  return /^@[UW][A-Z0-9]{2,20}$/.test(word) ? word.slice(1) : null;
}
