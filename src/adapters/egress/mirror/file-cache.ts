// Package files on disk, shared by all attempts: written once by the mirror, checked against the registry's digest, the oldest going first when there is no room.
import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Digest } from './registry.ts';

const MAX_FILE_BYTES = 1024 * 2 ** 20;

/** The file is not what its registry says it is. */
export class WrongDigest extends Error {}

export class FileCache {
  readonly #dir: string;
  readonly #maxBytes: number;
  readonly #making = new Map<string, Promise<string | undefined>>();

  constructor(dir: string, maxBytes: number) {
    this.#dir = dir;
    this.#maxBytes = maxBytes;
  }

  /** A path to read it from; `fetchIt` gives undefined where there is none. Throws WrongDigest. */
  async get(
    key: string,
    digest: Digest | undefined,
    fetchIt: () => Promise<Response | undefined>,
  ): Promise<string | undefined> {
    // The digest is part of the name: what the index says now is what is served now.
    const name = createHash('sha256').update(`${key}\n${digest?.algorithm}:${digest?.hex}`).digest('hex');
    const making = this.#making.get(name) ?? this.#make(name, digest, fetchIt);
    this.#making.set(name, making);
    try {
      return await making;
    } finally {
      this.#making.delete(name);
    }
  }

  async #make(
    name: string,
    digest: Digest | undefined,
    fetchIt: () => Promise<Response | undefined>,
  ): Promise<string | undefined> {
    const path = join(this.#dir, name);
    if (await isThere(path)) {
      if (digest === undefined || (await hexOf(path, digest)) === digest.hex.toLowerCase())
        return await used(path);
      await rm(path, { force: true });
    }
    const response = await fetchIt();
    if (response === undefined) return undefined;
    await this.#store(path, response, digest);
    await this.#makeRoom(name);
    return path;
  }

  async #store(path: string, response: Response, digest: Digest | undefined): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const part = `${path}.${randomBytes(4).toString('hex')}.part`;
    try {
      await pipeline(
        Readable.fromWeb(response.body ?? new ReadableStream()),
        bounded,
        createWriteStream(part),
      );
      if (digest !== undefined && (await hexOf(part, digest)) !== digest.hex.toLowerCase())
        throw new WrongDigest(`${response.url} is not what its registry says`);
      await rename(part, path);
    } finally {
      await rm(part, { force: true });
    }
  }

  async #makeRoom(kept: string): Promise<void> {
    const names = (await readdir(this.#dir)).filter((name) => !name.endsWith('.part') && name !== kept);
    const files = await Promise.all(
      names.map(async (name) => ({ name, ...(await stat(join(this.#dir, name))) })),
    );
    let bytes = files.reduce((sum, { size }) => sum + size, (await stat(join(this.#dir, kept))).size);
    for (const { name, size } of files.toSorted((a, b) => a.mtimeMs - b.mtimeMs)) {
      if (bytes <= this.#maxBytes) return;
      await rm(join(this.#dir, name), { force: true });
      bytes -= size;
    }
  }
}

async function* bounded(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> {
  let bytes = 0;
  for await (const chunk of source) {
    bytes += chunk.length;
    if (bytes > MAX_FILE_BYTES) throw new Error('the file is larger than a package may be');
    yield chunk;
  }
}

async function hexOf(path: string, { algorithm }: Digest): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

async function isThere(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return false;
    throw error;
  }
}

/** So that what is used stays. */
async function used(path: string): Promise<string> {
  const now = new Date();
  await utimes(path, now, now);
  return path;
}
