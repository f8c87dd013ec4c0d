// GET /artifacts/…: logs and bundles as plain text or a download, never as anything a browser would run.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { basename } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { isRead, pathOf, type Route, safeHeaders, sendText } from './routes.ts';

/** The file that a path stands for, undefined where path or token is wrong. The file may be missing all the same. */
export type ResolveArtifact = (urlPath: string) => { path: string; contentType: string } | undefined;

const POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

export function artifactsRoute(resolve: ResolveArtifact): Route {
  return {
    matches: (path) => path.startsWith('/artifacts/'),
    async handle(request, response) {
      if (!isRead(request, response)) return;
      const found = resolve(pathOf(request));
      const file = found === undefined ? undefined : await openFile(found.path);
      if (found === undefined || file === undefined)
        return sendText(response, 404, 'There is no such artifact.');
      const isText = found.contentType.startsWith('text/plain');
      const { size } = await file.stat();
      response.writeHead(200, {
        ...safeHeaders(POLICY),
        'content-type': isText ? 'text/plain; charset=utf-8' : 'application/octet-stream',
        'content-length': size,
        'content-disposition': `${isText ? 'inline' : 'attachment'}; filename="${basename(found.path)}"`,
      });
      await streamTo(response, file, size, request.method === 'HEAD');
    },
  };
}

type FileHandle = Awaited<ReturnType<typeof open>>;

async function openFile(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Exactly as many bytes as were announced, though the file may grow meanwhile. */
async function streamTo(
  response: ServerResponse,
  file: FileHandle,
  sizeBytes: number,
  isHead: boolean,
): Promise<void> {
  if (isHead || sizeBytes === 0) {
    await file.close();
    response.end();
    return;
  }
  const bytes = createReadStream('', { fd: file, end: sizeBytes - 1 });
  try {
    await pipeline(bytes, response);
  } catch (error) {
    // The reader went away: nobody is left to tell.
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code !== 'ERR_STREAM_PREMATURE_CLOSE' && code !== 'ECONNRESET' && code !== 'EPIPE') throw error;
  }
}
