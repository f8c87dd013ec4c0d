// Sends each request where it belongs: injected faults, git, the API, downloads, or the pages.
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { answerGit, gitPath } from '../git/smart-http.ts';
import { answerPage } from '../pages/pages.ts';
import type { People } from '../people.ts';
import { restRoutes } from '../rest/routes.ts';
import type { World } from '../world.ts';
import { answerApi } from './rest-server.ts';
import { Router } from './router.ts';
import { sendFault } from './send-fault.ts';

export function requestHandler(world: World, people: People): RequestListener {
  const router = new Router(restRoutes);
  return (request, response) => {
    answer({ world, people, router, request, response }).catch((error: unknown) => {
      // A bug of the stand-in: loud for the caller, and never the end of the process.
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      console.error(`GitHub stand-in: ${request.method} ${request.url}\n${text}`);
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ message: 'Server Error', status: '500' }));
    });
  };
}

interface Exchange {
  readonly world: World;
  readonly people: People;
  readonly router: Router;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

async function answer({ world, people, router, request, response }: Exchange): Promise<void> {
  const url = new URL(request.url ?? '/', world.origin);
  const method = request.method ?? 'GET';
  const path = apiPath(url.pathname);
  const fault = world.faults.takeHttp(method, path ?? url.pathname);
  if (fault !== undefined && fault.afterwards !== true) return sendFault(response, fault);
  const gitMatch = gitPath.exec(url.pathname);
  if (gitMatch !== null) {
    const [, fullName = '', service = ''] = gitMatch;
    return await answerGit(world, { request, response, url, fullName, service });
  }
  if (path !== null || router.find(method, url.pathname) !== undefined) {
    return await answerApi(world, router, { request, response, url, path: path ?? url.pathname, fault });
  }
  if (url.pathname.startsWith('/_storage/')) return sendDownload(world, url.pathname.slice(10), response);
  return await answerPage(world, people, { request, response, url });
}

/** Path below the API's base; null for anything that is not the API. */
function apiPath(pathname: string): string | null {
  if (pathname === '/api/graphql' || pathname === '/graphql') return '/graphql';
  return pathname.startsWith('/api/v3/') ? pathname.slice(7) : null;
}

function sendDownload(world: World, key: string, response: ServerResponse): void {
  const download = world.actions.downloads.take(key);
  if (download === undefined) {
    response
      .writeHead(403, { 'content-type': 'application/xml' })
      .end('<Error><Code>AuthenticationFailed</Code></Error>');
    return;
  }
  response.writeHead(200, { 'content-type': download.type }).end(download.data);
}
