// Takes a secret out of what passes, also where it is cut in pieces: a provider that echoes a request must not hand its key to the agent.
import { Transform, type TransformCallback } from 'node:stream';

const MASK = Buffer.from('[redacted]');

export function maskIn(bytes: Buffer, secret: Buffer): Buffer {
  const parts: Buffer[] = [];
  let from = 0;
  for (let at = bytes.indexOf(secret); at >= 0; at = bytes.indexOf(secret, from)) {
    parts.push(bytes.subarray(from, at), MASK);
    from = at + secret.length;
  }
  return parts.length === 0 ? bytes : Buffer.concat([...parts, bytes.subarray(from)]);
}

/** Holds back only what may be the beginning of the secret. */
export class SecretMask extends Transform {
  readonly #secret: Buffer;
  #held: Buffer = Buffer.alloc(0);

  constructor(secret: string) {
    super();
    this.#secret = Buffer.from(secret);
  }

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    const masked = maskIn(Buffer.concat([this.#held, chunk]), this.#secret);
    const held = beginningAtEnd(masked, this.#secret);
    this.#held = masked.subarray(masked.length - held);
    done(null, masked.subarray(0, masked.length - held));
  }

  override _flush(done: TransformCallback): void {
    done(null, this.#held);
  }
}

/** The length of the longest end of `bytes` that is a beginning of `secret`. */
function beginningAtEnd(bytes: Buffer, secret: Buffer): number {
  for (let length = Math.min(bytes.length, secret.length - 1); length > 0; length -= 1)
    if (bytes.subarray(bytes.length - length).equals(secret.subarray(0, length))) return length;
  return 0;
}
