// (b) Webhook intake: signature checked, stored, answered; and worked off, to the event on the task it is about.
import { inTurns, median, type Sides } from '../measure.ts';
import type { Options, Result } from '../result.ts';
import { type ServerProcess, startServer, temporaryDir } from '../server-process.ts';
import { PAYLOAD_BYTES, sendDeliveries } from './deliveries.ts';

type Rates = { readonly answered: number; readonly workedOff: number };

export async function webhooks({ smoke, say }: Options): Promise<Result> {
  const rounds = smoke ? 1 : 8;
  const count = smoke ? 100 : 3_000;
  await using dir = await temporaryDir();
  await using greenlight = await startServer(new URL('greenlight.ts', import.meta.url), {
    dataDir: dir.path,
  });
  await using floor = await startServer(new URL('octokit.ts', import.meta.url));
  say(`warming both up, then ${rounds} rounds of ${count} deliveries each`);
  await inTurns(1, sending({ greenlight, floor }, count));
  const taken = await inTurns(rounds, sending({ greenlight, floor }, count));
  await assertAllArrived({ greenlight, floor }, (rounds + 1) * count);
  const row = (what: string, key: keyof Rates) => ({
    what,
    unit: 'per second' as const,
    greenlight: median(taken.greenlight.map((rates) => rates[key])),
    floor: median(taken.floor.map((rates) => rates[key])),
  });
  return {
    name: `(b) Webhook intake, ${Math.round(PAYLOAD_BYTES / 1_000)} KB check_run deliveries, 32 in flight`,
    floorIs: 'the bare middleware of @octokit/webhooks, which stores nothing',
    rows: [
      row('signature checked, stored, answered', 'answered'),
      row('… and worked off, to an event on its task', 'workedOff'),
    ],
  };
}

const sending = ({ greenlight, floor }: Sides<ServerProcess>, count: number) => ({
  greenlight: () => ratesOf(greenlight, count),
  floor: () => ratesOf(floor, count),
});

async function ratesOf(server: ServerProcess, count: number): Promise<Rates> {
  const beganAtMs = performance.now();
  const perSecond = () => (count * 1_000) / (performance.now() - beganAtMs);
  await sendDeliveries(server.url, count);
  const answered = perSecond();
  await server.ask('workedOff');
  return { answered, workedOff: perSecond() };
}

async function assertAllArrived({ greenlight, floor }: Sides<ServerProcess>, sent: number): Promise<void> {
  for (const server of [greenlight, floor]) {
    const [arrived, worked] = [await server.ask('deliveries'), await server.ask('workedOff')];
    if (arrived !== sent || worked !== sent)
      throw new Error(`of ${sent} deliveries ${arrived} arrived and ${worked} were worked at ${server.url}`);
  }
}
