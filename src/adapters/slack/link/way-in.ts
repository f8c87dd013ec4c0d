// How requests reach the bot: over HTTP or Socket Mode, behind one face.
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { clientOptions } from '../clients.ts';
import type { SlackIdentity } from '../identity.ts';
import type { Admission } from '../intake/admission.ts';
import type { Desk } from '../intake/desk.ts';
import { IntakeApp } from '../intake/intake-app.ts';
import type { SlackIntents } from '../intents.ts';
import { httpReceiver, mountable, type RequestListener } from './http.ts';
import { socketMode, socketReceiver } from './socket-mode.ts';

export type SlackMode =
  | { readonly kind: 'http'; readonly signingSecret: string }
  | { readonly kind: 'socket'; readonly appToken: string };

export type WayIn = {
  readonly requestListener?: RequestListener;
  open(): Promise<void>;
  /** Nothing new is taken; what was taken before may still be acknowledged over HTTP. */
  close(): Promise<void>;
  connected(): boolean;
};

type Deps = {
  desk: Desk;
  intents: Pick<SlackIntents, 'options'>;
  identity: SlackIdentity;
  admit: Admission;
  apiUrl: string;
  clock: Clock;
  log: Log;
};

export function wayIn(mode: SlackMode, deps: Deps): WayIn {
  return mode.kind === 'http' ? overHttp(mode.signingSecret, deps) : overSockets(mode.appToken, deps);
}

function overHttp(signingSecret: string, deps: Deps): WayIn {
  const receiver = httpReceiver(signingSecret, deps.log);
  new IntakeApp(receiver, clientOptions(deps.apiUrl, deps.log), deps);
  const take = mountable(receiver);
  let isOpen = false;
  return {
    requestListener(request, response) {
      // Slack repeats an event that got this, and tells the person at a command or click.
      if (isOpen) take(request, response);
      else response.writeHead(503, { 'retry-after': '5' }).end();
    },
    async open() {
      isOpen = true;
    },
    async close() {
      isOpen = false;
    },
    connected: () => isOpen,
  };
}

function overSockets(appToken: string, deps: Deps): WayIn {
  const closing = new AbortController();
  const { apiUrl, clock, log } = deps;
  const receiver = socketReceiver({ appToken, apiUrl, log });
  const app = new IntakeApp(receiver, clientOptions(apiUrl, log), deps);
  const link = socketMode(app, receiver, { appToken, apiUrl, clock, log, signal: closing.signal });
  return {
    open: () => link.start(),
    async close() {
      closing.abort(new Error('the bot is stopping'));
      await link.stop();
    },
    connected: () => link.connected(),
  };
}
