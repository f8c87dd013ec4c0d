// Any other pager: one plain body to the operator's own address, which tells by `event` what it is about.
import type { PagerApi } from './pager-api.ts';

const withKey = (key: string): Record<string, string> =>
  key === '' ? {} : { authorization: `Bearer ${key}` };

export const genericJson: PagerApi = {
  url: '',
  trigger: ({ dedupKey, summary, details, link }, key) => ({
    path: '',
    headers: withKey(key),
    body: { event: 'trigger', dedup_key: dedupKey, summary, details, link, source: 'greenlight' },
  }),
  resolve: (dedupKey, key) => ({
    path: '',
    headers: withKey(key),
    body: { event: 'resolve', dedup_key: dedupKey, source: 'greenlight' },
  }),
};
