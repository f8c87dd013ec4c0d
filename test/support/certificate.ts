// A certificate for a name, signed by itself: for TLS servers of tests, without a tool and without a key in the repository.
import { generateKeyPairSync, sign } from 'node:crypto';

export type Certificate = { readonly key: string; readonly cert: string };

/** Of names and, where a test needs it, valid for a client that trusts `cert` itself. */
export function certificateFor(...names: readonly string[]): Certificate {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const subject = sequence(set(sequence(oid(COMMON_NAME), utf8(names[0] ?? ''))));
  const content = sequence(
    tagged(0, integer(2)), // version 3
    integer(1),
    ECDSA_SHA256,
    subject,
    sequence(utcTime('200101000000Z'), generalizedTime('20991231235959Z')),
    subject,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, sequence(alternativeNames(names), BASIC_CA)),
  );
  const signature = sign('sha256', content, privateKey);
  const der = sequence(content, ECDSA_SHA256, element(0x03, Buffer.concat([Buffer.from([0]), signature])));
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return {
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}

function element(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...size]), content]);
}

const sequence = (...parts: readonly Uint8Array[]): Buffer => element(0x30, ...parts);
const set = (...parts: readonly Uint8Array[]): Buffer => element(0x31, ...parts);
const integer = (value: number): Buffer => element(0x02, Buffer.from([value]));
const utf8 = (text: string): Buffer => element(0x0c, Buffer.from(text));
const octets = (content: Uint8Array): Buffer => element(0x04, content);
const oid = (hex: string): Buffer => element(0x06, Buffer.from(hex, 'hex'));
const tagged = (number: number, content: Uint8Array): Buffer => element(0xa0 + number, content);
const utcTime = (text: string): Buffer => element(0x17, Buffer.from(text));
const generalizedTime = (text: string): Buffer => element(0x18, Buffer.from(text));

const COMMON_NAME = '550403';
const ECDSA_SHA256 = sequence(oid('2a8648ce3d040302'));
const TRUE = element(0x01, Buffer.from([0xff]));
const BASIC_CA = sequence(oid('551d13'), TRUE, octets(sequence(TRUE)));

function alternativeNames(names: readonly string[]): Buffer {
  const all = names.map((name) => element(0x82, Buffer.from(name)));
  return sequence(oid('551d11'), octets(sequence(...all)));
}
