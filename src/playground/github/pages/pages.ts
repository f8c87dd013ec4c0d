// placeholder
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { People } from '../people.ts';
import type { World } from '../world.ts';

export async function answerPage(
  _world: World,
  _people: People,
  exchange: { request: IncomingMessage; response: ServerResponse; url: URL },
): Promise<void> {
  exchange.response.writeHead(404).end();
}
