// The mirror's one page: what it has, and the switch with which a visitor makes it fail and mends it again.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Html, html } from '../github/pages/html.ts';
import { HEALTHS, type Health, type Mirror } from './mirror.ts';

const MAX_FORM_CHARS = 1_000;

const WORDS: Readonly<Record<Health, { readonly is: string; readonly means: string }>> = {
  well: { is: 'It is well', means: 'every install is served' },
  hiccups: {
    is: 'It has hiccups',
    means: 'two installs are turned away with 503, the third is served, and so on',
  },
  down: { is: 'It is down', means: 'every install is turned away with 503' },
};

export async function answerPage(
  mirror: Mirror,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return sendPage(mirror, response);
  const isOwn = request.headers.origin === mirror.origin;
  const wanted = new URLSearchParams(await readForm(request)).get('health');
  const health = HEALTHS.find((each) => each === wanted);
  if (!isOwn || health === undefined) return void response.writeHead(403).end();
  Object.assign(mirror, { health, installs: 0 });
  response.writeHead(303, { location: '/' }).end();
}

async function readForm(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) if (text.length < MAX_FORM_CHARS) text += chunk;
  return text;
}

function sendPage(mirror: Mirror, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'",
  });
  response.end(pageOf(mirror).text);
}

const pageOf = (mirror: Mirror): Html => html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Package mirror</title><style>
body { font: 15px/1.5 system-ui, "Segoe UI", "Liberation Sans", Arial, sans-serif; color: #1f2328; max-width: 44rem; margin: 3rem auto; padding: 0 1rem }
button { font: inherit; display: block; width: 100%; text-align: left; margin: .5rem 0; padding: .6rem .9rem; border: 1px solid #d1d9e0; border-radius: 6px; background: #fff; cursor: pointer }
button[aria-pressed="true"] { border-color: #0969da; box-shadow: inset 0 0 0 1px #0969da }
.dim { color: #59636e }
</style></head><body>
<h1>Package mirror</h1>
<p class="dim">Stand-in for a company's own npm mirror, on this machine. CI of acme/shipping installs its linter from here.</p>
<h2>How it is</h2>
<form method="post" action="/">${HEALTHS.map((each) => choice(each, each === mirror.health))}</form>
<h2>What it has</h2>
<ul>${mirror.packages.map(({ manifest }) => html`<li><b>${manifest.name}</b> ${manifest.version} <span class="dim">${manifest.description}</span></li>`)}</ul>
</body></html>`;

const choice = (health: Health, isNow: boolean): Html =>
  html`<button name="health" value="${health}" aria-pressed="${isNow ? 'true' : 'false'}"><b>${WORDS[health].is}</b>: ${WORDS[health].means}</button>`;
