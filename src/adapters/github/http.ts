// The fetch that every call to GitHub goes through: a time limit, a size limit, and conditional requests for what is read again and again.

export type HttpLimits = {
  readonly timeoutMs: number;
  readonly maxBodyBytes: number;
  readonly cacheEntries: number;
  readonly cacheBytes: number;
};

export const HTTP_LIMITS: HttpLimits = {
  timeoutMs: 15_000,
  maxBodyBytes: 25 * 1024 * 1024,
  cacheEntries: 2_000,
  cacheBytes: 32 * 1024 * 1024,
};

type Kept = { readonly etag: string; readonly headers: [string, string][]; readonly body: Uint8Array };
type Init = Omit<RequestInit, 'headers'> & { headers?: Record<string, string> };
/** Told of every answer; `isFree` where it was a 304. */
type Count = (isFree: boolean) => void;
export type GitHubFetch = (url: string, init?: Init, count?: Count) => Promise<Response>;

/**
 * A 304 is answered from the cache as the 200 it stands for; it costs nothing of the hourly allowance. The body is read whole
 * before anything is returned, so a connection lost half way is an error here and never a shorter answer.
 */
export function githubFetch(limits: HttpLimits): GitHubFetch {
  const cache = new EtagCache(limits.cacheEntries, limits.cacheBytes);
  return async (url, init = {}, count = () => {}) => {
    const headers = { ...init.headers };
    const isConditional = (init.method ?? 'GET') === 'GET' && init.redirect !== 'manual';
    const key = `${headers.accept ?? ''} ${url}`;
    const kept = isConditional ? cache.get(key) : undefined;
    if (kept !== undefined) headers['if-none-match'] = kept.etag;
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    const response = await fetch(url, { ...init, headers, signal });
    count(response.status === 304);
    if (response.status === 304 && kept !== undefined) {
      await response.body?.cancel();
      return answer(url, 200, kept.headers, kept.body);
    }
    const body = await readBounded(response, limits.maxBodyBytes);
    const pairs = [...response.headers.entries()];
    const etag = response.headers.get('etag');
    if (isConditional && response.status === 200 && etag !== null)
      cache.set(key, { etag, headers: pairs, body });
    return answer(url, response.status, pairs, body);
  };
}

/** The body is already decoded, so what described its encoding is left out. */
function answer(url: string, status: number, headers: [string, string][], body: Uint8Array): Response {
  const isBodiless = status === 204 || status === 205 || status === 304;
  const told = headers.filter(([name]) => name !== 'content-encoding' && name !== 'content-length');
  const response = new Response(isBodiless ? null : Buffer.from(body), { status, headers: told });
  Object.defineProperty(response, 'url', { value: url });
  return response;
}

async function readBounded(response: Response, maxBytes: number): Promise<Uint8Array> {
  if (response.body === null) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw new Error(`GitHub's answer is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Least recently used goes first, by count and by bytes. */
class EtagCache {
  readonly #kept = new Map<string, Kept>();
  readonly #maxEntries: number;
  readonly #maxBytes: number;
  #bytes = 0;

  constructor(maxEntries: number, maxBytes: number) {
    this.#maxEntries = maxEntries;
    this.#maxBytes = maxBytes;
  }

  get(key: string): Kept | undefined {
    const kept = this.#kept.get(key);
    if (kept !== undefined) {
      this.#kept.delete(key);
      this.#kept.set(key, kept);
    }
    return kept;
  }

  set(key: string, kept: Kept): void {
    this.#drop(key);
    this.#kept.set(key, kept);
    this.#bytes += kept.body.byteLength;
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= this.#maxEntries && this.#bytes <= this.#maxBytes) return;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#kept.get(key)?.body.byteLength ?? 0;
    this.#kept.delete(key);
  }
}
