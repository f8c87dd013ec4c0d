// What each kind of pager has to say: its requests, and where they go.
import type { Page } from '#ports/pager.ts';

/** What is sent, to a path below the pager's address. */
export type PagerRequest = {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Readonly<Record<string, unknown>>;
};

export type PagerApi = {
  readonly url: string;
  trigger(page: Page, key: string): PagerRequest;
  resolve(dedupKey: string, key: string): PagerRequest;
};
