// Tests use no network: a connection from a test to anything but this machine fails at once and says where it went.
import { Socket } from 'node:net';

const LOOPBACK = /^(localhost|.*\.localhost|127\.\d+\.\d+\.\d+|::1|::ffff:127\.\d+\.\d+\.\d+|0\.0\.0\.0|::)$/;

type Target = { path?: string | null; host?: string | null; lookup?: unknown };

/** Where connect() was asked to go: it takes (options), (path), (port, host) or an array of those, made by net itself. */
function targetOf(args: unknown[]): Target {
  const [first, second] = Array.isArray(args[0]) ? args[0] : args;
  if (typeof first === 'object' && first !== null) return first;
  if (typeof first === 'string' && Number.isNaN(Number(first))) return { path: first };
  return typeof second === 'string' ? { host: second } : {};
}

/** Hosts of parts that a developer may keep elsewhere. */
function hostsOfParts(): string[] {
  const urls = [process.env.DOCKER_HOST, process.env.GREENLIGHT_TEST_REDIS_URL];
  return urls
    .filter((url) => url !== undefined)
    .map((url) => (URL.canParse(url) ? new URL(url).hostname : ''));
}

const allowed = new Set(hostsOfParts());
const connect = Socket.prototype.connect;

Socket.prototype.connect = function guarded(this: Socket, ...args: unknown[]) {
  const { path, host, lookup } = targetOf(args);
  const isLocal = Boolean(path) || !host || LOOPBACK.test(host) || allowed.has(host);
  // A test that brings its own lookup decides itself where a name leads.
  if (isLocal || lookup !== undefined) return Reflect.apply(connect, this, args);
  const error = new Error(
    `tests use no network, but one connects to ${host}: give it a local server (test/support).`,
  );
  process.nextTick(() => this.destroy(error));
  return this;
};
