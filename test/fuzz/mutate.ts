// Inputs that are almost right: edits of valid bytes and of valid JSON, which get further into a reader than noise does.
import fc from 'fast-check';

type Edit = (bytes: Buffer) => Buffer;

const place = fc.nat({ max: 2 ** 24 });
const EXTREMES = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffffe, 0xffffffff];

const at = (bytes: Buffer, where: number): number => (bytes.length === 0 ? 0 : where % bytes.length);
const spliced = (bytes: Buffer, from: number, removed: number, put: Buffer): Buffer =>
  Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + removed)]);

const flip = fc.tuple(place, fc.nat({ max: 7 })).map(
  ([where, bit]): Edit =>
    (bytes) => {
      const from = at(bytes, where);
      return spliced(bytes, from, 1, Buffer.from([(bytes[from] ?? 0) ^ (1 << bit)]));
    },
);
const cut = place.map(
  (where): Edit =>
    (bytes) =>
      bytes.subarray(0, at(bytes, where)),
);
const remove = fc.tuple(place, fc.integer({ min: 1, max: 200 })).map(
  ([where, length]): Edit =>
    (bytes) =>
      spliced(bytes, at(bytes, where), length, Buffer.alloc(0)),
);
const repeat = fc.tuple(place, fc.integer({ min: 1, max: 100 }), fc.integer({ min: 2, max: 300 })).map(
  ([where, length, times]): Edit =>
    (bytes) => {
      const from = at(bytes, where);
      const piece = bytes.subarray(from, from + length);
      return spliced(bytes, from, 0, Buffer.concat(Array.from({ length: times }, () => piece)));
    },
);
const swap = fc.tuple(place, place, fc.integer({ min: 1, max: 100 })).map(
  ([a, b, length]): Edit =>
    (bytes) => {
      const piece = bytes.subarray(at(bytes, a), at(bytes, a) + length);
      return spliced(bytes, at(bytes, b), length, Buffer.from(piece));
    },
);
const number = fc.tuple(place, fc.constantFrom(...EXTREMES), fc.constantFrom(1, 2, 4), fc.boolean()).map(
  ([where, value, width, isBig]): Edit =>
    (bytes) => {
      const put = Buffer.alloc(width);
      if (isBig) put.writeUIntBE(value % 2 ** (8 * width), 0, width);
      else put.writeUIntLE(value % 2 ** (8 * width), 0, width);
      return spliced(bytes, at(bytes, where), width, put);
    },
);
const insert = (words: readonly (string | Buffer)[]) =>
  fc.tuple(place, fc.constantFrom(...words)).map(
    ([where, word]): Edit =>
      (bytes) =>
        spliced(bytes, at(bytes, where), 0, Buffer.from(word)),
  );

/** One of `seeds`, up to eight times edited; `words` mean something to the reader. */
export function mutated(
  seeds: readonly (string | Buffer)[],
  words: readonly (string | Buffer)[],
): fc.Arbitrary<Buffer> {
  const edits = fc.oneof(flip, cut, remove, repeat, swap, number, insert(words));
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(edits, { maxLength: 8 }))
    .map(([seed, all]) => all.reduce<Buffer>((bytes, edit) => edit(bytes), Buffer.from(seed)));
}

type Json = unknown;
type JsonEdit = {
  readonly where: number;
  readonly how: 'replace' | 'drop' | 'copy' | 'rename';
  readonly put: Json;
};

const deep = (levels: number): Json => {
  let value: Json = 'deep';
  for (let level = 0; level < levels; level++) value = level % 2 === 0 ? [value] : { value };
  return value;
};
/** Values where a reader hopes for others. JSON cannot say them all, so a parser is always between. */
const ODD_VALUES: readonly Json[] = [
  null,
  true,
  0,
  -1,
  1e308,
  '',
  ' ',
  [],
  {},
  '\ud800',
  '\0',
  '../../etc/passwd',
  '__proto__',
  '<!channel>',
  '\u001b]8;;https://evil.example\u0007',
  'x'.repeat(100_000),
  '9'.repeat(400),
  deep(2_000),
  Array.from({ length: 2_000 }, () => ({})),
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'),
  { length: 1e9 },
  { toString: 1, valueOf: 1, toJSON: 1 },
];
const KEYS = ['__proto__', 'constructor', 'prototype', 'toString', 'length', 'then', ''];

const jsonEdit: fc.Arbitrary<JsonEdit> = fc.record({
  where: place,
  how: fc.constantFrom('replace', 'replace', 'replace', 'drop', 'copy', 'rename'),
  put: fc.oneof(fc.constantFrom(...ODD_VALUES), fc.jsonValue({ maxDepth: 2 })),
});

/** One of `seeds` with some of its values, keys and elements exchanged: what a JSON parser would give for such a text. */
export function mutatedJson(seeds: readonly Json[]): fc.Arbitrary<Json> {
  return fc
    .tuple(fc.constantFrom(...seeds), fc.array(jsonEdit, { maxLength: 4 }))
    .map(([seed, edits]) => edits.reduce(edited, structuredClone(seed)));
}

function edited(value: Json, { where, how, put: shared }: JsonEdit): Json {
  // What is put in is edited further: each time it is another one.
  const put = structuredClone(shared);
  const slots = slotsOf(value);
  const slot = slots[where % (slots.length + 1)];
  if (slot === undefined) return how === 'replace' ? put : value;
  const { holder, key } = slot;
  if (how === 'drop') delete holder[key];
  else if (how === 'replace' || Array.isArray(holder)) set(holder, key, put);
  else if (how === 'copy') set(holder, `${key}2`, holder[key]);
  else set(holder, KEYS[where % KEYS.length] ?? '', holder[key]);
  return value;
}

type Slot = { readonly holder: Record<string, Json>; readonly key: string };

/** Also `__proto__` as a key of its own, as JSON.parse makes it. */
const set = (holder: Record<string, Json>, key: string, value: Json): unknown =>
  Object.defineProperty(holder, key, { value, enumerable: true, configurable: true, writable: true });

function slotsOf(value: Json, depth = 0): Slot[] {
  if (typeof value !== 'object' || value === null || depth > 8) return [];
  const holder = value as Record<string, Json>;
  return Object.keys(holder)
    .slice(0, 100)
    .flatMap((key) => [{ holder, key }, ...slotsOf(holder[key], depth + 1)]);
}
