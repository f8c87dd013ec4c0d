// A log that remembers its lines, for tests of what an operator reads.
import type { Log } from '#ports/log.ts';

export type LogLine = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: object;
};

export function recordingLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const at = (level: LogLine['level'], base: object) => (fields: object, message: string) =>
    void lines.push({ level, message, fields: { ...base, ...fields } });
  const logWith = (base: object): Log => ({
    debug: at('debug', base),
    info: at('info', base),
    warn: at('warn', base),
    error: at('error', base),
    child: (fields) => logWith({ ...base, ...fields }),
  });
  return { log: logWith({}), lines };
}
