// What a person typed, from the way Slack sends it: references become readable words, escapes become characters.

/** `<@U1|ana>` -> `@ana`, `<#C1|payments>` -> `#payments`, `<https://x|x>` -> `https://x`, `&lt;` -> `<`. */
export function unescapeTyped(text: string): string {
  return text
    .replace(/<([^<>]*)>/g, (_, body: string) => readReference(body))
    .replace(/&(lt|gt|amp);/g, (_, name: string) => (name === 'lt' ? '<' : name === 'gt' ? '>' : '&'));
}

/** Ids of the people who are named, by how they read once it is unescaped. Two who read the same are nobody. */
export function peopleNamed(text: string): Readonly<Record<string, string>> {
  const found = new Map<string, string | null>();
  for (const [reference, userId = ''] of text.matchAll(/<@([UW][A-Z0-9]+)(?:\|[^<>]*)?>/g)) {
    const reads = unescapeTyped(reference);
    found.set(reads, (found.get(reads) ?? userId) === userId ? userId : null);
  }
  return Object.fromEntries([...found].filter((each): each is [string, string] => each[1] !== null));
}

function readReference(body: string): string {
  const at = body.indexOf('|');
  const target = at < 0 ? body : body.slice(0, at);
  const label = at < 0 ? '' : body.slice(at + 1);
  if (target.startsWith('@') || target.startsWith('#')) return `${target[0]}${label || target.slice(1)}`;
  if (target.startsWith('!')) return label || `@${target.slice(1)}`;
  // An address that was typed without its scheme comes as `<http://acme.dev|acme.dev>`: the label is what was typed.
  return label && target.endsWith(label) ? label : target;
}

/** The first mention of the bot is how it was called, not part of what was said. */
export function withoutMention(text: string, botUserId: string): string {
  return text.replace(new RegExp(`<@${botUserId}(?:\\|[^<>]*)?>`), ' ').trim();
}
