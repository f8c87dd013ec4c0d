// The first message of TLS, as far as the name in it: which server a client asks for before anything is encrypted. Bounded, and never throws.

/** No client's is near that; what is longer is no handshake but a hiding place. */
export const MAX_HELLO_BYTES = 16_384;
const MAX_WIRE_BYTES = 2 * MAX_HELLO_BYTES;

export type Hello =
  /** It goes on; read again with more bytes. */
  | { readonly kind: 'more' }
  /** The name as it stands there, null where none does. */
  | { readonly kind: 'hello'; readonly serverName: string | null }
  | { readonly kind: 'not_tls' };

const NOT_TLS: Hello = { kind: 'not_tls' };
const HANDSHAKE_RECORD = 22;
const CLIENT_HELLO = 1;
const SERVER_NAME = 0;
const HOST_NAME = 0;

/** `bytes`: everything that came so far. */
export function readClientHello(bytes: Uint8Array): Hello {
  const { message, isBroken } = handshakeBytes(bytes);
  if (message.length > 0 && message[0] !== CLIENT_HELLO) return NOT_TLS;
  const length = message.length < 4 ? undefined : uint(message, 1, 3);
  if (length !== undefined && length > MAX_HELLO_BYTES) return NOT_TLS;
  if (length !== undefined && message.length >= 4 + length)
    return serverNameOf(message.subarray(4, 4 + length));
  return isBroken || bytes.length > MAX_WIRE_BYTES ? NOT_TLS : { kind: 'more' };
}

/** The content of the handshake records at the front, joined: a message may be cut into several. */
function handshakeBytes(bytes: Uint8Array): { message: Uint8Array; isBroken: boolean } {
  const parts: Uint8Array[] = [];
  let isBroken = false;
  for (let at = 0; at < bytes.length; ) {
    const isHandshake = bytes[at] === HANDSHAKE_RECORD && (at + 1 >= bytes.length || bytes[at + 1] === 3);
    const length = at + 5 <= bytes.length ? uint(bytes, at + 3, 2) : 1;
    isBroken = !isHandshake || length === 0 || length > MAX_HELLO_BYTES;
    if (isBroken || at + 5 > bytes.length) break;
    parts.push(bytes.subarray(at + 5, at + 5 + length));
    at += 5 + length;
  }
  return { message: joined(parts), isBroken };
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

function serverNameOf(hello: Uint8Array): Hello {
  const reader = new Reader(hello);
  reader.skip(2 + 32); // version and random
  reader.list(1); // session
  reader.list(2); // ciphers
  reader.list(1); // compressions
  if (reader.isBroken) return NOT_TLS;
  if (reader.isAtEnd) return { kind: 'hello', serverName: null };
  const extensions = new Reader(reader.list(2));
  if (reader.isBroken || !reader.isAtEnd) return NOT_TLS;
  const names: (string | null)[] = [];
  while (!extensions.isAtEnd) {
    const type = extensions.uint(2);
    const content = extensions.list(2);
    if (extensions.isBroken) return NOT_TLS;
    if (type === SERVER_NAME) names.push(onlyName(content));
  }
  const [serverName = null] = names;
  // Two of them, or one that holds several: which one a server would take is anybody's guess.
  return names.length > 1 || names.includes(null) ? NOT_TLS : { kind: 'hello', serverName };
}

function onlyName(extension: Uint8Array): string | null {
  const outer = new Reader(extension);
  const reader = new Reader(outer.list(2));
  const type = reader.uint(1);
  const name = reader.list(2);
  const isPlain =
    type === HOST_NAME && !outer.isBroken && outer.isAtEnd && !reader.isBroken && reader.isAtEnd;
  const isText = name.length > 0 && name.every((byte) => byte > 0x20 && byte < 0x7f);
  return isPlain && isText ? String.fromCharCode(...name) : null;
}

const uint = (bytes: Uint8Array, at: number, size: number): number =>
  bytes.subarray(at, at + size).reduce((value, byte) => value * 256 + byte, 0);

/** Reads on past the end without harm: `isBroken` tells. */
class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;
  isBroken = false;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  skip(size: number): void {
    if (this.#at + size > this.#bytes.length) this.isBroken = true;
    this.#at += size;
  }

  uint(size: number): number {
    const value = uint(this.#bytes, this.#at, size);
    this.skip(size);
    return value;
  }

  /** What stands behind a length of so many bytes. */
  list(size: number): Uint8Array {
    const length = this.uint(size);
    const content = this.#bytes.subarray(this.#at, this.#at + length);
    this.skip(length);
    return content;
  }
}
