// Opsgenie's Alert API, and pagers that speak it: an alias makes one alert of repeats, and closes it.
import type { PagerApi } from './pager-api.ts';

/** Opsgenie's own limit on a message. */
const MAX_MESSAGE_CHARS = 130;

const withKey = (key: string) => ({ authorization: `GenieKey ${key}` });

export const opsgenie: PagerApi = {
  url: 'https://api.opsgenie.com',
  trigger: ({ dedupKey, summary, details, link }, key) => ({
    path: '/v2/alerts',
    headers: withKey(key),
    body: {
      message: summary.slice(0, MAX_MESSAGE_CHARS),
      alias: dedupKey,
      description: `${summary}\n${details}\n${link}`,
      details: { link },
      source: 'greenlight',
    },
  }),
  resolve: (dedupKey, key) => ({
    path: `/v2/alerts/${encodeURIComponent(dedupKey)}/close?identifierType=alias`,
    headers: withKey(key),
    body: { source: 'greenlight' },
  }),
};
