// The pages under test: a ledger that opens late, and a form.
import { createServer } from 'node:http';

if (process.env.SERVER === 'dies') throw new Error('no database');
if (process.env.SERVER === 'hangs') setInterval(() => {}, 1_000);
else
  createServer((request, response) => {
    if (request.url === '/broken') return response.writeHead(500).end('broken');
    response.setHeader('content-type', 'text/html');
    response.end('<title>Payments</title><h1>Ledger</h1><button disabled>Pay</button><ul><li>one</li><li>two</li></ul>');
  }).listen(4173);
