// Slack over Socket Mode: two connections, so that one is open while Slack renews the other.
import { SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { clientOptions } from '../clients.ts';
import type { IntakeApp } from '../intake/intake-app.ts';
import { slackLogger } from '../slack-logger.ts';
import { type Connection, keepOpen } from './keep-open.ts';

const CONNECTIONS = 2;
/** Connections opened together are renewed together, hours later. */
const STAGGER_MS = 15_000;

export type SocketLink = {
  /** Resolves when the first connection is open. Problem chat_unavailable naming SLACK_APP_TOKEN when Slack refuses it. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** True while at least one connection is open. No proof of delivery. */
  connected(): boolean;
};

type Options = { appToken: string; apiUrl: string; clock: Clock; log: Log; signal: AbortSignal };

/** The first receiver belongs to the app; the others are only more doors to it. */
export function socketReceiver({
  appToken,
  apiUrl,
  log,
}: Omit<Options, 'clock' | 'signal'>): SocketModeReceiver {
  return new SocketModeReceiver({
    appToken,
    // The library waits five seconds before it reconnects, and a failure then is an unhandled rejection: keepOpen does it.
    autoReconnectEnabled: false,
    logger: slackLogger(log),
    installerOptions: { clientOptions: clientOptions(apiUrl, log) },
    // Without an acknowledgement Slack sends the event again.
    processEventErrorHandler: async ({ error }) => {
      log.error({ err: error }, 'a slack event could not be stored; slack will send it again');
      return false;
    },
  });
}

export function socketMode(app: IntakeApp, first: SocketModeReceiver, options: Options): SocketLink {
  const { clock, log, signal } = options;
  const others = Array.from({ length: CONNECTIONS - 1 }, () => socketReceiver(options));
  for (const receiver of others) receiver.init(app);
  const connections: Connection[] = [];

  const open = (receiver: SocketModeReceiver, name: string): Connection => {
    const isProof = connections.length === 0;
    const own = { clock, log: log.child({ connection: name }), signal, isProof };
    const connection = keepOpen(receiver.client, own);
    connections.push(connection);
    return connection;
  };

  async function openLater(receiver: SocketModeReceiver, index: number): Promise<void> {
    try {
      await clock.sleepUntil(clock.nowMs() + STAGGER_MS * (index + 1), signal);
      await open(receiver, `${index + 2}`).opened;
    } catch (error) {
      if (!signal.aborted) log.error({ err: error }, 'a further socket mode connection could not be opened');
    }
  }

  return {
    async start() {
      await open(first, '1').opened;
      for (const [index, receiver] of others.entries()) void openLater(receiver, index);
    },
    /** `signal` must have been aborted before. */
    async stop() {
      await Promise.all(connections.map((connection) => connection.closed));
    },
    connected: () => connections.some((connection) => connection.isOpen()),
  };
}
