// A short digest of text without node:crypto, for telling "the same as before" from "changed". No protection against forgery.

/** 26 hexadecimal digits: two 53-bit mixes (cyrb53) with different seeds. Equal text, equal digest, on every machine. */
export const digestOf = (text: string): string => mix(text, 0x9e3779b9) + mix(text, 0x85ebca6b);

function mix(text: string, seed: number): string {
  let high = 0xdeadbeef ^ seed;
  let low = 0x41c6ce57 ^ seed;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 2654435761);
    low = Math.imul(low ^ code, 1597334677);
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909);
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909);
  const number = 4294967296 * (2097151 & low) + (high >>> 0);
  return number.toString(16).padStart(14, '0').slice(-13);
}
