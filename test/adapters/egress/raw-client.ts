// Speaks to a server of the sandbox byte by byte, as an agent can: no client library mends or refuses anything on the way.
import type http from 'node:http';
import { type Duplex, duplexPair } from 'node:stream';

export type RawClient = {
  readonly socket: Duplex;
  send(text: string | Uint8Array): void;
  /** Everything that has come, once it holds `text`; rejects when the connection ends without it. */
  until(text: string): Promise<string>;
  /** Everything that came, once the other side has ended. */
  ended(): Promise<string>;
};

export function rawClient(server: http.Server): RawClient {
  const [socket, theirs] = duplexPair();
  let seen = '';
  let isOver = false;
  const looks = new Set<() => void>();
  const changed = () => {
    for (const look of [...looks]) look();
  };
  socket.on('data', (chunk: Buffer) => {
    seen += chunk.toString('latin1');
    changed();
  });
  const over = () => {
    isOver = true;
    changed();
  };
  socket.on('end', over).on('close', over).on('error', over);
  // A pair's halves do not hear of each other's end by themselves; in the sandbox the tunnel sees to that.
  theirs.on('close', () => socket.destroy());
  socket.on('close', () => theirs.destroy());
  server.emit('connection', theirs);
  const when = (isTrue: () => boolean, what: string) =>
    new Promise<string>((resolve, reject) => {
      const look = () => {
        if (!isTrue() && !isOver) return;
        looks.delete(look);
        if (isTrue()) resolve(seen);
        else reject(new Error(`it ended without ${what}: ${seen}`));
      };
      looks.add(look);
      look();
    });
  return {
    socket,
    send: (text) => void socket.write(text),
    until: (text) => when(() => seen.includes(text), text),
    ended: () => when(() => isOver, 'an end'),
  };
}
