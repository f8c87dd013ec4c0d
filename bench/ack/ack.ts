// (a) Slash command to acknowledgement: the intent and its task are on the disk before the answer.
import { inTurns, percentile, type Sides } from '../measure.ts';
import type { Options, Result } from '../result.ts';
import { type ServerProcess, startServer, temporaryDir } from '../server-process.ts';
import { listening } from '../serving.ts';
import { type Load, sendCommands } from './slash-commands.ts';
import { webApi } from './web-api.ts';

const PER_SECOND = 50;

export async function ack({ smoke, say }: Options): Promise<Result> {
  const rounds = smoke ? 1 : 8;
  const load: Load = { perSecond: PER_SECOND, seconds: smoke ? 0.5 : 5 };
  const warmUp: Load = { perSecond: PER_SECOND, seconds: smoke ? 0.2 : 4 };
  await using dir = await temporaryDir();
  const api = webApi();
  const apiUrl = `${await listening(api)}/api/`;
  try {
    await using greenlight = await startServer(new URL('greenlight.ts', import.meta.url), {
      apiUrl,
      dataDir: dir.path,
    });
    await using floor = await startServer(new URL('bolt.ts', import.meta.url), { apiUrl });
    const servers: Sides<ServerProcess> = { greenlight, floor };
    say(`warming both up, then ${rounds} rounds of ${load.seconds} s each`);
    await inTurns(1, sending(servers, warmUp));
    const taken = await inTurns(rounds, sending(servers, load));
    await assertAllArrived(servers, PER_SECOND * (rounds * load.seconds + warmUp.seconds));
    return {
      name: `(a) Slash command to acknowledgement, ${PER_SECOND} a second`,
      floorIs: 'a bare Bolt app that only acknowledges',
      rows: [50, 99].map((percent) => ({
        what: `p${percent}`,
        unit: 'ms',
        greenlight: percentile(taken.greenlight.flat(), percent),
        floor: percentile(taken.floor.flat(), percent),
      })),
    };
  } finally {
    api.closeAllConnections();
    api.close();
  }
}

const sending = ({ greenlight, floor }: Sides<ServerProcess>, load: Load) => ({
  greenlight: () => sendCommands(greenlight.url, load),
  floor: () => sendCommands(floor.url, load),
});

/** A fast answer that stored nothing would be no achievement. */
async function assertAllArrived({ greenlight, floor }: Sides<ServerProcess>, sent: number): Promise<void> {
  for (const server of [greenlight, floor]) {
    const arrived = await server.ask('commands');
    if (arrived !== sent) throw new Error(`${arrived} of ${sent} commands arrived at ${server.url}`);
  }
}
