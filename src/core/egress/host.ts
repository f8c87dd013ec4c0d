// A host as somebody wrote it: a name, or an address in one of the many ways that programs take for one.

export type Host =
  /** Lower case, without the dot that may end it. */
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'address' }
  /** Neither: nothing resolves it. */
  | { readonly kind: 'none' };

const MAX_NAME_CHARS = 253;
/** Plain letters only: what looks like a letter or a digit and is none (１２７.0.0.1) is no name. */
const LABEL = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?$/;
/** Brackets, colons and zones are IPv6's. */
const LIKE_IPV6 = /[:[\]%]/;
/** Whatever ends in a number is an IPv4 address to resolvers and URL parsers: 127.1, 0x7f000001, 2130706433, 0177.0.0.1. */
const NUMBER = /^(?:\d+|0x[0-9a-f]*)$/;

export function readHost(text: string): Host {
  const bare = text.toLowerCase().replace(/\.$/, '');
  if (LIKE_IPV6.test(bare)) return { kind: 'address' };
  if (bare === '' || bare.length > MAX_NAME_CHARS) return { kind: 'none' };
  const labels = bare.split('.');
  if (NUMBER.test(labels.at(-1) ?? '')) return { kind: 'address' };
  return labels.every((label) => LABEL.test(label)) ? { kind: 'name', name: bare } : { kind: 'none' };
}

/** A host of a rule: a name with a dot, or `*.` and such a name. Undefined where it is neither. */
export function readPattern(text: string): string | undefined {
  const isWildcard = text.startsWith('*.');
  const host = readHost(isWildcard ? text.slice(2) : text);
  if (host.kind !== 'name' || !host.name.includes('.')) return undefined;
  return isWildcard ? `*.${host.name}` : host.name;
}
