// (c) An attempt that is accepted, to the first byte its agent prints: with its checkout prepared (warm), from the next commit, and for
// the first time (cold).
import { engineHere } from '#playground/engine-here.ts';
import { inTurns, median, type Sides } from '../measure.ts';
import { type OnRepository, onRepository } from '../repository/on-repository.ts';
import { LARGE, MEDIUM, type Size, SMALL, titleOf } from '../repository/repository.ts';
import type { Options, Result, Row } from '../result.ts';
import { cloneMs, dockerRunMs } from './floor.ts';
import { coldStartMs, settled, startMs } from './starts.ts';

const SIZES: readonly Size[] = [SMALL, MEDIUM, LARGE];
const WARM_ROUNDS = 11;
const OTHER_ROUNDS = 5;
/** Of the large one: its floor alone takes half a minute. */
const FEW_ROUNDS = 3;
const NAME = '(c) Attempt accepted to first byte of its agent';

/** Milliseconds; for our side both are the same. */
type Start = { readonly wholeMs: number; readonly containerMs: number };
type Way = (round: number) => Promise<Start>;

export async function attemptStart(options: Options): Promise<Result> {
  const here = await engineHere(options.say);
  if (here.kind !== 'docker') return { name: NAME, skipped: here.because };
  const sizes = options.smoke ? SIZES.slice(0, 1) : SIZES;
  const rows: Row[] = [];
  for (const size of sizes) rows.push(...(await rowsOf(here.image, size, options)));
  const floorIs = '`docker run` of the same image, then `git clone --local` of the same repository';
  return { name: NAME, floorIs, rows };
}

async function rowsOf(image: string, size: Size, options: Options): Promise<Row[]> {
  const { smoke, say } = options;
  return await onRepository(image, size, options, async (on) => {
    const { bench } = on;
    const { warm, next, cold } = waysOf(on);
    const floor: Way = async () => {
      const containerMs = await dockerRunMs(image);
      return { containerMs, wholeMs: containerMs + (await cloneMs(bench.mirrorDir, bench.folder)) };
    };
    const take = async (what: string, greenlight: Way, rounds: number) => {
      say(`${size.name}: ${what}`);
      const most = size === LARGE ? Math.min(rounds, FEW_ROUNDS) : rounds;
      return await inTurns(smoke ? 1 : most, { greenlight, floor });
    };
    // The first start prepares the checkout and a spare sidecar, and is not counted.
    await warm(0);
    const name = titleOf(size);
    const warmly = await take('warm starts', warm, WARM_ROUNDS);
    return [
      rowOf(`${name}, warm`, warmly, 'wholeMs'),
      rowOf('the same, beside `docker run` alone', warmly, 'containerMs'),
      rowOf(`${name}, next commit`, await take('starts on a new commit', next, OTHER_ROUNDS), 'wholeMs'),
      rowOf(`${name}, cold`, await take('cold starts', cold, OTHER_ROUNDS), 'wholeMs'),
    ];
  });
}

const rowOf = (what: string, taken: Sides<Start[]>, part: keyof Start): Row => ({
  what,
  unit: 'ms',
  greenlight: median(taken.greenlight.map((start) => start[part])),
  floor: median(taken.floor.map((start) => start[part])),
});

function waysOf(attempts: OnRepository): Record<'warm' | 'next' | 'cold', Way> {
  const { bench, engine } = attempts;
  const sandbox = engine.sandbox();
  const whole = (tookMs: number): Start => ({ wholeMs: tookMs, containerMs: tookMs });
  /** As in life: an attempt finds the spare that the one before had made, and nothing being cleared away. */
  const settling = async (spec: Parameters<typeof startMs>[2]) => {
    const tookMs = await startMs(attempts, sandbox, spec);
    await settled(engine);
    return whole(tookMs);
  };
  return {
    warm: () => settling({}),
    next: async (round) => settling({ fromSha: await bench.commit({ 'files/next.txt': `${round}\n` }) }),
    cold: async (round) => whole(await coldStartMs(attempts, `cold-${round}`)),
  };
}
