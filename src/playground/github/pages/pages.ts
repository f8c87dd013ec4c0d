// Which page a path means. Plain server-rendered HTML, no login: the stand-in listens on this machine only.
import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Repository } from '../model.ts';
import type { People } from '../people.ts';
import { findRepository, type World } from '../world.ts';
import { diffPage } from './diff-page.ts';
import { playHuman } from './hands.ts';
import { html } from './html.ts';
import { type Page, renderPage } from './layout.ts';
import { pullPage } from './pull-page.ts';
import { actionsPage, homePage, pullsPage, repositoryPage } from './repository-page.ts';
import { jobPage, runPage } from './run-page.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
}

export async function answerPage(world: World, people: People, exchange: Exchange): Promise<void> {
  const { request, response, url } = exchange;
  const [owner = '', name = '', ...rest] = url.pathname.split('/').slice(1).map(safeDecode);
  const repository = findRepository(world, `${owner}/${name}`);
  if (owner === '') return sendPage(response, homePage(world));
  if (repository === undefined) return sendPage(response, missingPage(null), 404);
  const pull = rest[0] === 'pull' ? repository.pulls.get(Number(rest[1])) : undefined;
  if (request.method === 'POST') {
    if (pull === undefined || rest[2] !== 'hands') return sendPage(response, missingPage(repository), 404);
    const problem = await playHuman(world, people, { repository, pull, request });
    if (problem !== null) return sendPage(response, await pullPage(world, repository, pull, problem), 409);
    response.writeHead(303, { location: `/${repository.fullName}/pull/${pull.number}` }).end();
    return;
  }
  const page = await findPage(world, repository, rest);
  sendPage(response, page ?? missingPage(repository), page === null ? 404 : 200);
}

async function findPage(world: World, repository: Repository, rest: readonly string[]): Promise<Page | null> {
  const [section = '', ...more] = rest;
  if (section === '' || section === 'tree') return await repositoryPage(world, repository);
  if (section === 'pulls') return pullsPage(world, repository);
  if (section === 'pull') {
    const pull = repository.pulls.get(Number(more[0]));
    if (pull === undefined) return null;
    return more[1] === 'files'
      ? await diffPage(repository, pull)
      : await pullPage(world, repository, pull, null);
  }
  if (section !== 'actions') return null;
  if (more[0] !== 'runs') return actionsPage(world, repository);
  const run = repository.runs.get(Number(more[1]));
  if (run === undefined) return null;
  if (more[2] !== 'job') return runPage(world, repository, run);
  const job = run.jobs.find((candidate) => candidate.id === Number(more[3]));
  return job === undefined ? null : jobPage(repository, run, job);
}

function missingPage(repository: Repository | null): Page {
  const body = html`<div class="empty"><h1>404</h1>There is no such page here.</div>`;
  return { title: 'Not found', repository, tab: null, isLive: false, body };
}

function sendPage(response: ServerResponse, page: Page, status = 200): void {
  const nonce = randomBytes(16).toString('base64');
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-${nonce}'; connect-src 'self'; form-action 'self'; base-uri 'none'`,
  });
  response.end(renderPage(page, nonce));
}

function safeDecode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}
