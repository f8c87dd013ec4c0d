// Names and links of artifacts: a link carries a keyed digest of what it names, so that it cannot be guessed and needs no log-in.
import { createHmac, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,119}$/;
const TEXT_NAME = /\.(?:log|txt|md|json|jsonl|xml|yml|yaml|diff|patch|csv)$/i;

/** One path segment: no separators, no leading dot. Throws on anything else: names come from our own code. */
export function checkName(name: string): string {
  if (NAME.test(name)) return name;
  throw new Error(`not an artifact's name: ${JSON.stringify(name).slice(0, 200)}`);
}

export const artifactToken = (secret: string, folder: string, name: string): string =>
  createHmac('sha256', secret).update(`artifact\0${folder}\0${name}`).digest('base64url').slice(0, 32);

/** `/artifacts/<token>/<folder>/<name>`. */
export const artifactPath = (secret: string, folder: string, name: string): string =>
  `/artifacts/${artifactToken(secret, folder, name)}/${folder}/${name}`;

/** Where people reach it; `publicUrl` is that of the bot's web page. The file may be missing. */
export const artifactUrl = (publicUrl: string, secret: string, folder: string, name: string): string =>
  `${publicUrl.replace(/\/+$/, '')}${artifactPath(secret, folder, name)}`;

/**
 * The file that a request's path (`/artifacts/…`, a query is ignored) stands for, or undefined where the path or its token
 * is wrong. Reads nothing: the file may be missing. `contentType` never lets a browser run what is in it; send it with
 * nosniff and a Content-Security-Policy.
 */
export function artifactFile(
  dir: string,
  secret: string,
  urlPath: string,
): { path: string; contentType: string } | undefined {
  const [, root, token = '', folder = '', name = '', ...more] = (urlPath.split(/[?#]/)[0] ?? '').split('/');
  if (root !== 'artifacts' || more.length > 0 || !NAME.test(folder) || !NAME.test(name)) return undefined;
  const expected = Buffer.from(artifactToken(secret, folder, name));
  const given = Buffer.from(token);
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
  const contentType = TEXT_NAME.test(name) ? 'text/plain; charset=utf-8' : 'application/octet-stream';
  return { path: join(dir, folder, name), contentType };
}
