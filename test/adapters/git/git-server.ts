// A git server for tests: the real `git http-backend` behind node:http, with a password and answers that can be made to fail.
import { spawn, spawnSync } from 'node:child_process';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { GitRemote } from '#ports/publisher.ts';

export type SeenRequest = { readonly path: string; readonly authorization: string | undefined };

export type GitServer = {
  /** How to reach `owner/name`, with the password that it wants. */
  remote(path: string): GitRemote;
  readonly seen: readonly SeenRequest[];
  /** Called at each request, while the git that asks is running. */
  onRequest(look: () => void): void;
  /** Answers the next requests itself: a status, or `cut`: the connection is broken off in the middle of the answer. */
  failWith(answer: number | 'cut' | null, only?: (path: string) => boolean): void;
};

const PASSWORD = 'ghs_secretsecretsecretsecretsecretsecret';

/** Serves the bare repositories under `root` as `<url>/<owner>/<name>.git`; stops when the test ends. */
export async function startGitServer(root: string): Promise<GitServer> {
  const seen: SeenRequest[] = [];
  let answer: number | 'cut' | null = null;
  let look = (): void => {};
  let isMeant = (_path: string): boolean => true;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    look();
    seen.push({ path, authorization: request.headers.authorization });
    if (answer !== null && answer !== 'cut' && isMeant(path)) {
      response.writeHead(answer, { location: 'https://elsewhere.example.com/' }).end('no');
    } else if (request.headers.authorization !== `Basic ${btoa(`x-access-token:${PASSWORD}`)}`) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end();
    } else {
      serve(root, request, response, answer === 'cut' && isMeant(path));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const { port } = server.address() as AddressInfo;
  return {
    remote: (path) => ({
      url: `http://127.0.0.1:${port}/${path}.git`,
      username: 'x-access-token',
      password: PASSWORD,
    }),
    seen,
    onRequest(next) {
      look = next;
    },
    failWith(next, only = () => true) {
      answer = next;
      isMeant = only;
    },
  };
}

const EXEC_PATH = spawnSync('git', ['--exec-path']).stdout.toString().trim();

function serve(root: string, request: IncomingMessage, response: ServerResponse, cut: boolean): void {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const backend = spawn(join(EXEC_PATH, 'git-http-backend'), {
    env: {
      PATH: process.env.PATH,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      REMOTE_USER: 'test',
      REQUEST_METHOD: request.method,
      PATH_INFO: url.pathname,
      QUERY_STRING: url.search.slice(1),
      CONTENT_TYPE: request.headers['content-type'] ?? '',
      HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
      ...(request.headers['git-protocol'] ? { GIT_PROTOCOL: String(request.headers['git-protocol']) } : {}),
    },
  });
  request.pipe(backend.stdin);
  backend.stdin.on('error', () => request.destroy());
  const chunks: Buffer[] = [];
  backend.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  backend.once('close', () => answerWith(Buffer.concat(chunks), response, cut));
}

function answerWith(output: Buffer, response: ServerResponse, cut: boolean): void {
  const end = output.indexOf('\r\n\r\n');
  let status = 200;
  const headers: Record<string, string> = {};
  for (const line of output.toString('latin1', 0, end).split('\r\n')) {
    const [name = '', value = ''] = line.split(': ');
    if (name.toLowerCase() === 'status') status = Number(value.slice(0, 3));
    else if (name !== '') headers[name] = value;
  }
  const body = output.subarray(end + 4);
  if (!cut) {
    response.writeHead(status, headers).end(body);
    return;
  }
  response.writeHead(status, { ...headers, 'content-length': String(body.length + 1) });
  response.write(body.subarray(0, body.length / 2), () => response.destroy());
}
