// The floor: the middleware of @octokit/webhooks, which checks the signature and calls a handler that does nothing.
import { createServer } from 'node:http';
import { createNodeMiddleware, Webhooks } from '@octokit/webhooks';
import { listening, serving } from '../serving.ts';
import { WEBHOOK_SECRET } from './payload.ts';

const PATH = '/github/webhooks';
const webhooks = new Webhooks({ secret: WEBHOOK_SECRET });
let deliveries = 0;
webhooks.on('check_run', () => {
  deliveries += 1;
});
const middleware = createNodeMiddleware(webhooks, { path: PATH });
const server = createServer((request, response) => void middleware(request, response));
serving(`${await listening(server)}${PATH}`, { deliveries: () => deliveries, workedOff: () => deliveries });
