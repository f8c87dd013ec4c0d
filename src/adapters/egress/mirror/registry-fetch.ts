// Fetches from a registry for the mirror: redirects only to hosts that the operator named, its token only to its own host, nothing larger than a bound.
import type { RegistrySource } from './registry.ts';

const MAX_REDIRECTS = 5;
const TIMEOUT_MS = 300_000;

export type Fetched =
  | { readonly ok: true; readonly response: Response }
  | {
      readonly ok: false;
      readonly status: number;
      readonly why: 'missing' | 'failed' | 'elsewhere';
      readonly host: string;
    };

export async function fetchFrom(
  source: RegistrySource,
  url: string,
  { accept = '*/*' }: { accept?: string } = {},
): Promise<Fetched> {
  let next = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const target = URL.parse(next);
    if (target === null || !isNamed(source, target))
      return { ok: false, status: 502, why: 'elsewhere', host: target?.host ?? '' };
    const response = await ask(source, target, accept);
    if (response === undefined) return { ok: false, status: 502, why: 'failed', host: target.host };
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || location === null)
      return verdictOn(response, target);
    await response.body?.cancel();
    next = URL.parse(location, target.href)?.href ?? '';
  }
  return { ok: false, status: 502, why: 'failed', host: '' };
}

function verdictOn(response: Response, { host }: URL): Fetched {
  if (response.ok) return { ok: true, response };
  response.body?.cancel().catch(() => undefined);
  const isMissing = response.status === 404 || response.status === 410;
  return { ok: false, status: isMissing ? 404 : 502, why: isMissing ? 'missing' : 'failed', host };
}

/** Never from TLS to plain, and to no other host than those. */
function isNamed({ url, fileHosts }: RegistrySource, target: URL): boolean {
  const own = new URL(url);
  const isKnown = target.host === own.host || fileHosts.includes(target.host);
  return isKnown && (target.protocol === 'https:' || target.protocol === own.protocol);
}

async function ask(
  { url, token }: RegistrySource,
  target: URL,
  accept: string,
): Promise<Response | undefined> {
  const isOwn = target.host === new URL(url).host && target.protocol === new URL(url).protocol;
  const credential = token !== undefined && isOwn ? { authorization: `Bearer ${token}` } : {};
  try {
    return await fetch(target, {
      headers: { accept, ...credential },
      redirect: 'manual',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
  } catch (error) {
    if (error instanceof Error) return undefined;
    throw error;
  }
}
