// GET /artifacts/…: logs and bundles as plain text or a download, never as anything a browser would run.
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type GoneFile, goneFilePage } from './gone-pages.ts';
import { PAGE_POLICY } from './page.ts';
import { isRead, pathOf, type Route, safeHeaders, send, sendText } from './routes.ts';

/** The file that a path stands for, undefined where path or token is wrong. The file may be missing all the same. */
export type ResolveArtifact = (urlPath: string) => { path: string; contentType: string } | undefined;

const POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'";

/** What retention has removed of a folder, undefined where it removed nothing. */
export type WhyGone = (folder: string) => Promise<GoneFile | undefined>;

export function artifactsRoute(resolve: ResolveArtifact, whyGone: WhyGone): Route {
  return {
    matches: (path) => path.startsWith('/artifacts/'),
    async handle(request, response) {
      if (!isRead(request, response)) return;
      const found = resolve(pathOf(request));
      const file = found === undefined ? undefined : await openFile(found.path);
      if (found === undefined) return sendText(response, 404, NO_SUCH);
      if (file === undefined) return await sendMissing(response, found.path, whyGone);
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

const NO_SUCH = 'There is no such artifact.';

/** The link was right: whoever follows it learns what became of the file. */
async function sendMissing(response: ServerResponse, path: string, whyGone: WhyGone): Promise<void> {
  const gone = await whyGone(basename(dirname(path)));
  if (gone === undefined) return sendText(response, 404, NO_SUCH);
  const body = goneFilePage(basename(path), gone);
  send(response, { status: 410, contentType: 'text/html; charset=utf-8', body, policy: PAGE_POLICY });
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
