// Runs in the container, as an agent would: asks for bytes by one of three ways, and prints how many came in how many milliseconds.
// Arguments: way, port of the server (direct), bytes of an answer, number of requests.
import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';

const [way, port, answerBytes, requests] = process.argv.slice(1);
const ca = process.env.BENCH_CA;
const PROXY = { host: '127.0.0.1', port: 3128, agent: false };

/** A connection of its own for each request, as a tool that downloads makes them. */
const WAYS = {
  direct: async () =>
    https.request({
      host: '127.0.0.1',
      port,
      servername: 'api.example.com',
      path: `/${answerBytes}`,
      ca,
      agent: false,
    }),
  tunnel: async () => {
    const socket = await tunnel('api.example.com:443');
    const createConnection = () => tls.connect({ socket, servername: 'api.example.com', ca });
    return https.request({ host: 'api.example.com', path: `/${answerBytes}`, createConnection });
  },
  forward: async () =>
    http.request({
      ...PROXY,
      path: `http://files.example.com/${answerBytes}`,
      headers: { host: 'files.example.com' },
    }),
};

const tunnel = (path) =>
  new Promise((resolve, reject) => {
    const request = http.request({ ...PROXY, method: 'CONNECT', path });
    request.on('connect', ({ statusCode }, socket) =>
      statusCode === 200 ? resolve(socket) : reject(new Error(statusCode)),
    );
    request.on('error', reject).end();
  });

const bytesOf = async () => {
  const request = await WAYS[way]();
  return await new Promise((resolve, reject) => {
    request.on('error', reject).end();
    request.on('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`status ${response.statusCode}`));
      let bytes = 0;
      response
        .on('data', (chunk) => (bytes += chunk.length))
        .on('end', () => resolve(bytes))
        .on('error', reject);
    });
  });
};

await bytesOf();
const beganMs = performance.now();
let bytes = 0;
for (let no = 0; no < Number(requests); no += 1) bytes += await bytesOf();
console.log(`took ${bytes} bytes ${performance.now() - beganMs} ms`);
