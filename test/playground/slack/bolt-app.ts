// A small real Bolt app on real sockets, for the stand-in's tests: HTTP mode or Socket Mode.
import { type AddressInfo, createServer } from 'node:net';
import { App, HTTPReceiver, LogLevel, SocketModeReceiver } from '@slack/bolt';
import type { SlackStandInOptions } from '#playground/slack/options.ts';
import { type SlackStandIn, startSlackStandIn } from '#playground/slack/stand-in.ts';
import type { VisibleEvent } from '#playground/slack/visible.ts';

export const SECRETS = {
  signingSecret: 'a-signing-secret',
  botToken: 'xoxb-stand-in',
  appToken: 'xapp-stand-in',
};
export const MODES = ['HTTP', 'Socket'] as const;
export type Mode = (typeof MODES)[number];

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}

export interface Bench {
  readonly slack: SlackStandIn;
  readonly app: App;
  readonly seen: VisibleEvent[];
  /** The words of everything seen, one line each. */
  lines(): string[];
  [Symbol.asyncDispose](): Promise<void>;
}

/** Polls until it holds; throws with the last reason after ten seconds. */
export async function until<T>(
  what: () => T | undefined | false | null | Promise<T | undefined | false | null>,
): Promise<T> {
  const endMs = Date.now() + 10_000;
  for (;;) {
    const value = await what();
    if (value) return value;
    if (Date.now() > endMs) throw new Error(`this did not come true in ten seconds: ${what.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

export async function startBench(
  mode: Mode,
  options: Partial<SlackStandInOptions> = {},
  listen: (app: App) => void = () => undefined,
): Promise<Bench> {
  const slack = await startSlackStandIn({ ...SECRETS, ...options });
  const clientOptions = {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
  };
  const port = await freePort();
  const receiver =
    mode === 'HTTP'
      ? new HTTPReceiver({ signingSecret: SECRETS.signingSecret, logLevel: LogLevel.ERROR, port })
      : new SocketModeReceiver({
          appToken: SECRETS.appToken,
          logLevel: LogLevel.ERROR,
          // The socket's own Web API client takes its options from here, and from nowhere else.
          installerOptions: { clientOptions: { slackApiUrl: slack.apiUrl } },
        });
  const app = new App({ token: SECRETS.botToken, receiver, clientOptions, logLevel: LogLevel.ERROR });
  listen(app);
  await (mode === 'HTTP' ? app.start({ port, host: '127.0.0.1' }) : app.start());
  slack.setEventsUrl(`http://127.0.0.1:${port}/slack/events`);
  if (mode === 'Socket') await until(() => slack.socketCount() > 0);
  const seen: VisibleEvent[] = [];
  slack.onVisible((event) => seen.push(event));
  return {
    slack,
    app,
    seen,
    lines: () => seen.map((event) => `${event.kind}: ${event.text}`),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await slack.close();
    },
  };
}
