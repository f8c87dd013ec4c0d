// git over HTTP: git's own http-backend behind GitHub's rules of who may read and write.
import { spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Access } from '../auth/access.ts';
import { ApiError } from '../http/api-error.ts';
import { actorOf, hasPermission, requireVisible } from '../http/authorize.ts';
import type { Repository } from '../model.ts';
import type { World } from '../world.ts';
import { gitEnvironment } from './git.ts';
import { listRefs } from './objects.ts';
import { diffRefs, followRefChanges } from './ref-changes.ts';

export const gitPath = /^\/([^/]+\/[^/]+?)(?:\.git)\/(info\/refs|git-upload-pack|git-receive-pack)$/;

interface GitExchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly fullName: string;
  readonly service: string;
}

export async function answerGit(world: World, exchange: GitExchange): Promise<void> {
  const { request, response, url } = exchange;
  const access = world.access.fromBasic(request.headers.authorization);
  const isPush =
    url.searchParams.get('service') === 'git-receive-pack' || exchange.service === 'git-receive-pack';
  if (access.kind !== 'installation' && access.kind !== 'person') return askForPassword(response, access);
  const repository = visibleOrRefuse(world, access, exchange);
  if (repository === null) return;
  const actor = actorOf(world, access);
  const level = isPush ? 'write' : 'read';
  const mayRead = access.kind === 'person' && !isPush;
  if (!mayRead && !hasPermission(world, access, 'contents', level)) {
    const message = isPush
      ? `Permission to ${repository.fullName}.git denied to ${actor.login}.`
      : 'Write access to repository not granted.';
    response.writeHead(403, { 'content-type': 'text/plain' }).end(`remote: ${message}\n`);
    return;
  }
  if (exchange.service !== 'git-receive-pack') {
    await runBackend(world, exchange, repository, access);
    response.end();
    return;
  }
  await repository.lock.run(async () => {
    const before = await listRefs(repository.gitDir);
    await runBackend(world, exchange, repository, access);
    await followRefChanges(world, repository, actor, diffRefs(before, await listRefs(repository.gitDir)));
  });
  // Only now does the pusher's git end: whoever asks next finds the pull request moved.
  response.end();
}

function askForPassword(response: ServerResponse, access: Access): void {
  const text =
    access.kind === 'refused'
      ? 'Invalid username or token. Password authentication is not supported for Git operations.'
      : '';
  response
    .writeHead(401, { 'www-authenticate': 'Basic realm="GitHub"', 'content-type': 'text/plain' })
    .end(text);
}

function visibleOrRefuse(world: World, access: Access, exchange: GitExchange): Repository | null {
  try {
    return requireVisible(world, access, exchange.fullName);
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    exchange.response.writeHead(404, { 'content-type': 'text/plain' }).end('Repository not found.\n');
    return null;
  }
}

async function runBackend(
  world: World,
  exchange: GitExchange,
  repository: Repository,
  access: Access,
): Promise<void> {
  const { request, response, url, service } = exchange;
  const child = spawn('git', ['http-backend'], {
    env: gitEnvironment({
      GIT_PROJECT_ROOT: dirname(repository.gitDir),
      GIT_HTTP_EXPORT_ALL: '1',
      PATH_INFO: `/${repository.name}.git/${service}`,
      QUERY_STRING: url.search.slice(1),
      REQUEST_METHOD: request.method ?? 'GET',
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      CONTENT_LENGTH: request.headers['content-length'] ?? '',
      HTTP_CONTENT_ENCODING: String(request.headers['content-encoding'] ?? ''),
      GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      REMOTE_USER: actorOf(world, access).login,
      REMOTE_ADDR: '127.0.0.1',
      STANDIN_PROTECTED: repository.protection.refusesPushes ? `refs/heads/${repository.defaultBranch}` : '',
      STANDIN_WORKFLOWS:
        access.kind === 'person' || hasPermission(world, access, 'workflows', 'write') ? '1' : '0',
    }),
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const ended = new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', () => resolve());
  });
  const fed = pipeline(request, child.stdin).catch(() => child.kill());
  await relayCgi(child.stdout, response);
  await Promise.all([ended, fed]);
}

/** CGI output: headers, an empty line, the body. */
async function relayCgi(output: AsyncIterable<Buffer>, response: ServerResponse): Promise<void> {
  let head: Buffer = Buffer.alloc(0);
  let isInBody = false;
  for await (const chunk of output) {
    if (isInBody) {
      response.write(chunk);
      continue;
    }
    head = Buffer.concat([head, chunk]);
    const end = head.indexOf('\r\n\r\n');
    if (end < 0) continue;
    writeHead(response, head.subarray(0, end).toString('latin1'));
    response.write(head.subarray(end + 4));
    isInBody = true;
  }
  if (!isInBody) response.writeHead(500);
}

function writeHead(response: ServerResponse, text: string): void {
  const headers: Record<string, string> = {};
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  const status = Number.parseInt(headers.status ?? '200', 10);
  delete headers.status;
  response.writeHead(status, headers);
}
