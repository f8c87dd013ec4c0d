// Slack's libraries log through ours: static message, their words as a field, bounded. Their debug lines hold payloads and are dropped.
import { type Logger, LogLevel } from '@slack/bolt';
import type { Log } from '#ports/log.ts';

const MAX_DETAIL_CHARS = 500;

export function slackLogger(log: Log): Logger {
  const detail = (words: unknown[]) => ({ detail: words.map(String).join(' ').slice(0, MAX_DETAIL_CHARS) });
  return {
    debug() {},
    info: (...words) => log.debug(detail(words), 'slack library reports'),
    warn: (...words) => log.warn(detail(words), 'slack library warns'),
    error: (...words) => log.warn(detail(words), 'slack library failed'),
    setLevel() {},
    getLevel: () => LogLevel.INFO,
    setName() {},
  };
}
