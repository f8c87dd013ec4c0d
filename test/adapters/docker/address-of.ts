// Where the engine of the tests is: its client knows, and the client's types do not say so.
import type Docker from 'dockerode';

export async function addressOf({
  modem,
}: Docker): Promise<{ path: string } | { host: string; port: number }> {
  const known = modem as { host?: unknown; port?: unknown; getSocketPath?(): Promise<string> | undefined };
  const path = await known.getSocketPath?.();
  return path === undefined ? { host: String(known.host), port: Number(known.port) } : { path };
}
