// The child's end of a benchmark: says where it listens, answers questions, and never outlives its parent.
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FromChild } from './server-process.ts';

type Offers = Readonly<Record<string, () => number | Promise<number>>>;

export const settings = <T>(): T => JSON.parse(process.argv[2] ?? '{}') as T;

export function serving(url: string, offers: Offers = {}): void {
  process.once('disconnect', () => process.exit());
  process.on('message', (question) => void answer(String(question), offers));
  tell({ kind: 'ready', url });
}

export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function answer(question: string, offers: Offers): Promise<void> {
  const offer = offers[question];
  if (offer === undefined) throw new Error(`nobody here knows "${question}"`);
  tell({ kind: 'answer', value: await offer() });
}

function tell(message: FromChild): void {
  process.send?.(message);
}
