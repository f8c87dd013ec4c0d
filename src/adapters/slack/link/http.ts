// Slack over HTTP: Bolt's receiver checks the signature on the raw body (4 MB, five minutes); our web server listens.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { HTTPReceiver } from '@slack/bolt';
import type { Log } from '#ports/log.ts';
import { slackLogger } from '../slack-logger.ts';

export const SLACK_EVENTS_PATH = '/slack/events';

export type RequestListener = (request: IncomingMessage, response: ServerResponse) => void;

export function httpReceiver(signingSecret: string, log: Log): HTTPReceiver {
  return new HTTPReceiver({ signingSecret, endpoints: SLACK_EVENTS_PATH, logger: slackLogger(log) });
}

/** To be mounted on SLACK_EVENTS_PATH, before anything reads the body. */
export function mountable(receiver: HTTPReceiver): RequestListener {
  return (request, response) => {
    if (request.method === 'POST') {
      receiver.requestListener(request, response);
      return;
    }
    response.writeHead(405, { allow: 'POST' }).end();
  };
}
