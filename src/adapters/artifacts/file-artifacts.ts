// Artifacts as files, `<dir>/<folder>/<name>`: each appears whole or not at all, whatever dies in between.
import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { ArtifactStore } from '#ports/artifacts.ts';
import { PortError } from '#ports/port-error.ts';
import { artifactUrl, checkName } from './artifact-names.ts';
import { type Content, copyText, copyWhole } from './bounded-copy.ts';
import { orUndefined } from './or-undefined.ts';
import { removeOlder } from './remove-older.ts';

const TEMPORARY = /^\..*\.tmp$/;
const IS_TEXT = /^(?:text\/|application\/(?:json|xml|yaml|x-ndjson)\b)/;

/** `publicUrl`: where people reach the bot's web page, without `/artifacts`. `secret` makes links unguessable; a new one breaks old links. */
export function fileArtifacts(options: { dir: string; publicUrl: string; secret: string }): ArtifactStore {
  const { secret, publicUrl } = options;
  const dir = resolve(options.dir);
  if (secret === '') throw new Error('artifact links need a secret');
  const swept = removeTemporaries(dir);
  // Reported by the first put, which awaits it.
  swept.catch(() => undefined);

  async function statOf(folder: string, name: string) {
    return await orUndefined(stat(join(dir, checkName(folder), checkName(name))));
  }

  return {
    async put(folder, name, content, { maxBytes, contentType }) {
      await swept;
      const path = join(dir, checkName(folder), checkName(name));
      try {
        await mkdir(join(dir, folder), { recursive: true, mode: 0o700 });
        await replaceFile(path, join(dir, folder, `.${name}.${randomUUID()}.tmp`), (file) =>
          fill(file, content, { maxBytes, contentType, subject: `${folder}/${name}` }),
        );
      } catch (error) {
        throw asPortError(`${folder}/${name}`, error);
      }
      const { size } = await stat(path);
      return { name, url: artifactUrl(publicUrl, secret, folder, name), sizeBytes: size };
    },
    async read(folder, name) {
      return await orUndefined(readFile(join(dir, checkName(folder), checkName(name))));
    },
    async pathOf(folder, name) {
      return (await statOf(folder, name))?.isFile() ? join(dir, folder, name) : undefined;
    },
    async remove(folder) {
      await rm(join(dir, checkName(folder)), { recursive: true, force: true });
    },
    removeOlder: (prefix, beforeMs) => removeOlder(dir, prefix, beforeMs),
  };
}

async function fill(
  file: FileHandle,
  content: Content,
  to: { maxBytes: number; contentType: string; subject: string },
): Promise<void> {
  if (IS_TEXT.test(to.contentType)) {
    await copyText(file, content, to.maxBytes);
    return;
  }
  if (await copyWhole(file, content, to.maxBytes)) return;
  const detail = `${to.subject}: larger than the ${to.maxBytes} bytes that are kept`;
  throw new PortError({ code: 'disk_full', detail }, { retryable: false });
}

/** Written beside its place, on the disk for good, then renamed. */
async function replaceFile(
  path: string,
  temporary: string,
  write: (file: FileHandle) => Promise<void>,
): Promise<void> {
  try {
    const file = await open(temporary, 'wx', 0o600);
    try {
      await write(file);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
  const folder = await open(join(path, '..'), 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** What a killed process was writing. */
async function removeTemporaries(dir: string): Promise<void> {
  const names = (await orUndefined(readdir(dir, { recursive: true }))) ?? [];
  for (const name of names) {
    if (TEMPORARY.test(name.split('/').at(-1) ?? '')) await rm(join(dir, name), { force: true });
  }
}

const FULL = new Set(['ENOSPC', 'EDQUOT']);
function asPortError(subject: string, error: unknown): unknown {
  if (!FULL.has((error as NodeJS.ErrnoException).code ?? '')) return error;
  const detail = `${subject}: ${(error as Error).message}`.slice(0, 500);
  return new PortError({ code: 'disk_full', detail }, { retryable: false, cause: error });
}
