// The frame of every page, with the one small script that keeps a page fresh while something is under way.
import type { Repository } from '../model.ts';
import { escapeHtml, Html, html } from './html.ts';
import { styles } from './styles.ts';

export interface Page {
  readonly title: string;
  readonly repository: Repository | null;
  readonly tab: 'code' | 'pulls' | 'actions' | null;
  /** Refreshed while true. */
  readonly isLive: boolean;
  readonly body: Html;
}

const refresh = `
const seconds = 1;
async function freshen() {
  const main = document.querySelector('main');
  if (document.visibilityState !== 'visible') return setTimeout(freshen, 3000);
  try {
    const answer = await fetch(location.href);
    const next = new DOMParser().parseFromString(await answer.text(), 'text/html').querySelector('main');
    const isBusy = main.contains(document.activeElement) && document.activeElement.matches('input, textarea, select');
    if (next && !isBusy && next.innerHTML !== main.innerHTML) {
      const open = new Set([...main.querySelectorAll('details[id][open]')].map((one) => one.id));
      const atEnd = innerHeight + scrollY >= document.body.scrollHeight - 40;
      main.innerHTML = next.innerHTML;
      for (const one of main.querySelectorAll('details[id]')) if (open.has(one.id)) one.open = true;
      if (atEnd && main.dataset.live === 'yes' && document.querySelector('.log')) scrollTo(0, document.body.scrollHeight);
    }
    if (next) main.dataset.live = next.dataset.live;
  } catch (error) {
    console.warn('This page could not be refreshed.', error);
  }
  setTimeout(freshen, main.dataset.live === 'yes' ? seconds * 1000 : 3000);
}
setTimeout(freshen, seconds * 1000);
`;

export function renderPage(page: Page, nonce: string): string {
  const { repository, tab } = page;
  const link = (name: string, path: string, label: string): Html =>
    html`<a href="/${repository?.fullName}${path}"${tab === name ? new Html(' aria-current="page"') : ''}>${label}</a>`;
  const crumbs =
    repository === null
      ? html`<strong>Local GitHub</strong>`
      : html`<span class="crumbs"><a href="/">${repository.owner}</a> <span class="dim">/</span> <a href="/${repository.fullName}"><strong>${repository.name}</strong></a></span>`;
  const tabs =
    repository === null
      ? ''
      : html`<nav>${link('code', '', 'Code')}${link('pulls', '/pulls', 'Pull requests')}${link('actions', '/actions', 'Actions')}</nav>`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(page.title)}</title><style>${styles}</style></head>
<body><header><div class="bar"><span class="logo" aria-hidden="true"></span>${crumbs.text}<span class="tag">stand-in for GitHub, on this machine</span></div>${tabs === '' ? '' : tabs.text}</header>
<main data-live="${page.isLive ? 'yes' : 'no'}">${page.body.text}</main>
<script nonce="${nonce}">${refresh}</script></body></html>`;
}
