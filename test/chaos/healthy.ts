// Something that is well for as long as nobody ends it.
import { createServer } from 'node:http';

createServer((_, response) => response.end('ok')).listen(Number(process.env.PORT), '127.0.0.1');
