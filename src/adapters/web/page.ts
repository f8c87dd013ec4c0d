// The frame of every page: head, style, and the few lines that keep a page of a living task up to date.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Html, html } from './html.ts';
import { STRICT_POLICY } from './routes.ts';

const STYLE = readFileSync(new URL('page.css', import.meta.url), 'utf8');
/** Without it the page is whole, and stands still. */
const SCRIPT = readFileSync(new URL('refresh.js', import.meta.url), 'utf8');

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Our own style and script, and nothing else, from anywhere. */
export const PAGE_POLICY = `${STRICT_POLICY}; style-src ${hashOf(STYLE)}; script-src ${hashOf(SCRIPT)}; connect-src 'self'; img-src data:`;

const ICON =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%231a7f37'/%3E%3C/svg%3E";

/** `moving` by itself, `waiting` for a person, `ended` for good, or no page of a task at all. */
export type Standing = 'moving' | 'waiting' | 'ended' | 'still';

const FOOTERS: Readonly<Record<Standing, string>> = {
  moving: 'This page keeps itself up to date.',
  waiting: 'Nothing changes here until a person acts.',
  ended: 'This task has ended; nobody has to act.',
  still: '',
};

export type Page = {
  readonly title: string;
  /** Another one means that the page has changed. */
  readonly version: string;
  /** Whom or what it waits for. */
  readonly standing: Standing;
  readonly main: Html;
};

export function pageHtml({ title, version, standing, main }: Page): string {
  const { text } = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${ICON}">
<style>${new Html(STYLE)}</style>
</head>
<body>
<a class="skip" href="#main">Skip to content</a>
<header class="top"><span class="mark" aria-hidden="true"></span>Greenlight</header>
<main id="main" data-version="${version}" data-live="${standing === 'moving' ? 'yes' : 'no'}">
${main}
</main>
<footer><p id="freshness" role="status">${FOOTERS[standing]}</p></footer>
<script>${new Html(SCRIPT)}</script>
</body>
</html>
`;
  return text;
}
