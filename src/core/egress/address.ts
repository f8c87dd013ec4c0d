// Whether an address that a name led to is on the public internet. What cannot be read is not.

type Range = { readonly bytes: readonly number[]; readonly bits: number };

/** Special purposes by the address registries, and one address by which a cloud speaks to its machines from within. */
const NOT_PUBLIC_V4: readonly Range[] = (
  [
    ['0.0.0.0', 8],
    ['10.0.0.0', 8],
    ['100.64.0.0', 10], // carriers' NAT; a cloud's metadata is in it
    ['127.0.0.0', 8],
    ['168.63.129.16', 32], // Azure's own services, seen from a machine in it
    ['169.254.0.0', 16], // link-local: most clouds' metadata
    ['172.16.0.0', 12],
    ['192.0.0.0', 24],
    ['192.0.2.0', 24],
    ['192.88.99.0', 24], // 6to4 relays
    ['192.168.0.0', 16],
    ['198.18.0.0', 15],
    ['198.51.100.0', 24],
    ['203.0.113.0', 24],
    ['224.0.0.0', 4],
    ['240.0.0.0', 4],
  ] as const
).map(([text, bits]) => ({ bytes: readV4(text) ?? [], bits }));

/** Public is only what lies in 2000::/3, so mapped, translated (NAT64), unique local and link-local ones are out already. */
const GLOBAL_V6: Range = { bytes: readV6('2000::') ?? [], bits: 3 };
const NOT_PUBLIC_V6: readonly Range[] = (
  [
    ['2001::', 23], // protocols: Teredo, ORCHID, benchmarks
    ['2001:db8::', 32],
    ['2002::', 16], // 6to4: an IPv4 address inside
    ['3ffe::', 16],
    ['3fff::', 20],
  ] as const
).map(([text, bits]) => ({ bytes: readV6(text) ?? [], bits }));

export function isPublicAddress(text: string): boolean {
  const v4 = readV4(text);
  if (v4 !== undefined) return !NOT_PUBLIC_V4.some((range) => isIn(v4, range));
  const v6 = readV6(text);
  return v6 !== undefined && isIn(v6, GLOBAL_V6) && !NOT_PUBLIC_V6.some((range) => isIn(v6, range));
}

function isIn(address: readonly number[], { bytes, bits }: Range): boolean {
  return bytes.every((byte, index) => {
    const left = Math.min(8, Math.max(0, bits - index * 8));
    const mask = (0xff << (8 - left)) & 0xff;
    return (byte & mask) === ((address[index] ?? 0) & mask);
  });
}

/** Four plain decimal numbers, as resolvers write them; nothing that a looser reader would take otherwise. */
export function readV4(text: string): readonly number[] | undefined {
  const parts = text.split('.');
  const isPlain = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part));
  const bytes = parts.map(Number);
  return isPlain && bytes.every((byte) => byte < 256) ? bytes : undefined;
}

/** Sixteen bytes; one `::`, and an IPv4 address at the end where there is one. A zone makes it unreadable. */
export function readV6(text: string): readonly number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(bytesOf);
  if (head === undefined || (halves.length === 2 && tail === undefined)) return undefined;
  if (halves.length === 1) return head.length === 16 ? head : undefined;
  const missing = 16 - head.length - (tail?.length ?? 0);
  return missing < 2 ? undefined : [...head, ...Array<number>(missing).fill(0), ...(tail ?? [])];
}

function bytesOf(half: string): readonly number[] | undefined {
  if (half === '') return [];
  const groups = half.split(':');
  const bytes: number[] = [];
  for (const [index, group] of groups.entries()) {
    const isV4 = index === groups.length - 1 && group.includes('.');
    const some = isV4 ? readV4(group) : bytesOfGroup(group);
    if (some === undefined) return undefined;
    bytes.push(...some);
  }
  return bytes;
}

function bytesOfGroup(group: string): readonly number[] | undefined {
  if (!/^[0-9a-f]{1,4}$/i.test(group)) return undefined;
  const value = Number.parseInt(group, 16);
  return [value >> 8, value & 0xff];
}
