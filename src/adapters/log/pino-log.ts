// Structured logging with pino: one JSON object a line, secrets removed by the name they stand under and by their own shape.
import { type DestinationStream, type Logger, pino } from 'pino';
import type { Log } from '#ports/log.ts';
import { secretsRemoved } from './redaction.ts';

export type LogOptions = {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** Values from the configuration that must never be printed, wherever they turn up. */
  readonly secrets?: readonly string[];
  /** Standard output unless a test says otherwise. */
  readonly destination?: DestinationStream;
};

/** Fields named `err` or `error` are written with type, message, stack and causes. */
export function pinoLog({ level, secrets = [], destination }: LogOptions): Log {
  const clean = secretsRemoved(secrets);
  const options = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: pino.stdSerializers.errWithCause, error: pino.stdSerializers.errWithCause },
    hooks: { streamWrite: clean },
  };
  return portOf(destination ? pino(options, destination) : pino(options));
}

function portOf(logger: Logger): Log {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.warn(fields, message),
    error: (fields, message) => logger.error(fields, message),
    child: (fields) => portOf(logger.child(fields)),
  };
}
