// An attempt's token: all that stands between it and its model. Made new for each run, known here only by its digest, worth nothing elsewhere.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

export type Token = {
  /** For the sandbox's environment; kept nowhere else. */
  readonly text: string;
  fits(given: string | undefined): boolean;
};

export function newToken(): Token {
  const text = `glt_${randomBytes(24).toString('base64url')}`;
  const digest = digestOf(text);
  return { text, fits: (given) => given !== undefined && timingSafeEqual(digestOf(given), digest) };
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Wherever one of the APIs has its keys. More than one is none: which of them counts would be anybody's guess. */
export function givenToken({ headers, url = '' }: IncomingMessage): string | undefined {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const inQuery = /[?&]key=([^&#]*)/.exec(url)?.[1];
  const all = [bearer, headers['x-api-key'], headers['x-goog-api-key'], headers['api-key'], inQuery].flatMap(
    (each) => each ?? [],
  );
  const [first, ...others] = all;
  return others.every((other) => other === first) ? first : undefined;
}
