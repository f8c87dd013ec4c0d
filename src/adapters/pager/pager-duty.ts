// PagerDuty's Events API v2: the routing key goes in the body, and a dedup key makes one incident of repeats.
import type { PagerApi } from './pager-api.ts';

/** PagerDuty's own limit on a summary. */
const MAX_SUMMARY_CHARS = 1_024;

export const pagerDuty: PagerApi = {
  url: 'https://events.pagerduty.com',
  trigger: ({ dedupKey, summary, details, link }, key) => ({
    path: '/v2/enqueue',
    headers: {},
    body: {
      routing_key: key,
      event_action: 'trigger',
      dedup_key: dedupKey,
      client: 'Greenlight',
      client_url: link,
      links: [{ href: link, text: 'Task page' }],
      payload: {
        summary: summary.slice(0, MAX_SUMMARY_CHARS),
        source: 'greenlight',
        severity: 'error',
        custom_details: { details },
      },
    },
  }),
  resolve: (dedupKey, key) => ({
    path: '/v2/enqueue',
    headers: {},
    body: { routing_key: key, event_action: 'resolve', dedup_key: dedupKey },
  }),
};
