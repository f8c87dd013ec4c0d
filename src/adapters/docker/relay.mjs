// Runs inside the sidecar container, which has a loopback device and nothing else: no route, no DNS, no host.
// Every TCP connection to 127.0.0.1 on one of the ports given as arguments becomes one HTTP/2 stream over this process's stdin and stdout,
// which the bot holds through "docker attach". So the only way out is what the bot decides to serve; and when the bot
// dies, stdin ends, this process exits, and the kernel ends everything in its pid namespace: the dead man's switch.
import http2 from 'node:http2';
import net from 'node:net';
import { Duplex } from 'node:stream';

const STREAM_WINDOW_BYTES = 256 * 1024;
// One slow stream must not stop the others: the connection's window (64 KiB unless told) has to hold many of theirs.
const CONNECTION_WINDOW_BYTES = 64 * 1024 * 1024;

const pipe = Duplex.from({ readable: process.stdin, writable: process.stdout });
const session = http2.connect('http://bot', {
  createConnection: () => pipe,
  settings: { initialWindowSize: STREAM_WINDOW_BYTES },
});

function die(why) {
  process.stderr.write(`relay: ${why}\n`);
  process.exit(1);
}

function carry(port, socket) {
  const stream = session.request({ ':method': 'POST', ':path': `/${port}` }, { endStream: false });
  socket.on('error', () => stream.close());
  stream.on('error', () => socket.destroy());
  stream.on('close', () => socket.destroySoon());
  socket.pipe(stream);
  stream.pipe(socket);
}

session.once('connect', () => session.setLocalWindowSize(CONNECTION_WINDOW_BYTES));
session.on('error', (error) => die(error.message));
session.on('close', () => die('the other side let go'));

const ports = process.argv.slice(1).map(Number);
let open = 0;
for (const port of ports) {
  // noDelay: without it the slowest twentieth of answers took 42 ms instead of 2.
  const server = net.createServer({ allowHalfOpen: true, noDelay: true }, (socket) => carry(port, socket));
  server.on('error', (error) => die(error.message));
  server.listen(port, '127.0.0.1', () => {
    open += 1;
    if (open === ports.length) process.stderr.write('relay: ready\n');
  });
}
