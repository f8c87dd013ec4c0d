// Checks the JSON web token an App signs with its private key, with GitHub's own complaints.
import { createPublicKey, type KeyObject, verify } from 'node:crypto';

export type JwtVerdict = { ok: true } | { ok: false; message: string };

const maxLifeS = 600;
const clockSkewS = 60;

export function publicHalf(privateKeyPem: string): KeyObject {
  return createPublicKey(privateKeyPem);
}

export function looksLikeJwt(token: string): boolean {
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token);
}

export function checkAppJwt(
  token: string,
  key: KeyObject,
  expected: { appId: number; nowMs: number },
): JwtVerdict {
  const undecodable: JwtVerdict = { ok: false, message: 'A JSON web token could not be decoded' };
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = decodePart(head);
  const claims = decodePart(body);
  if (header?.alg !== 'RS256' || claims === null) return undecodable;
  const signed = verify(
    'RSA-SHA256',
    Buffer.from(`${head}.${body}`),
    key,
    Buffer.from(signature, 'base64url'),
  );
  if (!signed) return undecodable;
  return checkClaims(claims, expected);
}

function checkClaims(
  claims: Record<string, unknown>,
  expected: { appId: number; nowMs: number },
): JwtVerdict {
  const nowS = expected.nowMs / 1000;
  const { iat, exp, iss } = claims;
  if (String(iss) !== String(expected.appId)) return { ok: false, message: 'Integration not found' };
  if (typeof iat !== 'number' || iat > nowS + clockSkewS) {
    return {
      ok: false,
      message:
        "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    };
  }
  if (typeof exp !== 'number' || exp < nowS) {
    return {
      ok: false,
      message:
        "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    };
  }
  if (exp > nowS + maxLifeS + clockSkewS) {
    return { ok: false, message: "'Expiration time' claim ('exp') is too far in the future" };
  }
  return { ok: true };
}

function decodePart(part: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
