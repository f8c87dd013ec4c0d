// All runs that a runner holds, by id and by attempt: kept until the bot has stored what came of them, also over a restart of the runner.
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Log } from '#ports/log.ts';
import { END_FILE, type HeldRun, holdRun, keptRun, type RunName } from './held-run.ts';
import { eventSchema, type LastEvent } from './protocol.ts';

const MAX_REFUSED = 1_000;
const ID = /^[0-9a-f-]{36}$/;

const keptSchema = z.strictObject({
  name: z.strictObject({ id: z.string().regex(ID), key: z.string(), run: z.int() }),
  last: eventSchema.refine((event): event is LastEvent => event.type === 'ended' || event.type === 'failed'),
});

export type Spool = {
  /** Begins a run; one that has begun under this id already is not begun again. */
  begin(name: RunName, go: Parameters<typeof holdRun>[2]): Promise<void>;
  get(id: string): HeldRun | undefined;
  /** Ends a run; one that has not begun yet never will. */
  abort(id: string): void;
  /** The newest of an attempt's run. */
  find(key: string, run: number): HeldRun | undefined;
  /** Forgets a run that has ended; one that goes on stays. */
  drop(id: string): Promise<void>;
  /** Forgets what has ended and nobody wants or follows. */
  sweep(live: ReadonlySet<string>): Promise<void>;
};

/** What was still running when the runner died is dead with it: only ends are taken over. */
export async function openSpool(dir: string, log: Log): Promise<Spool> {
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const held = new Map<string, HeldRun>();
  for (const id of await readdir(dir)) {
    const kept = await takeOver(join(dir, id));
    if (kept === undefined) await rm(join(dir, id), { recursive: true, force: true });
    else held.set(id, kept);
  }
  if (held.size > 0) log.info({ runs: held.size }, 'results of an earlier life are kept');

  const beginning = new Map<string, Promise<void>>();
  /** Of calls that overtook the one that begins the run. */
  const refused = new Set<string>();

  const drop = async (id: string): Promise<void> => {
    const run = held.get(id);
    if (run?.hasEnded !== true) return;
    held.delete(id);
    await rm(run.folder, { recursive: true, force: true });
  };

  const hold = async (name: RunName, go: Parameters<typeof holdRun>[2]): Promise<void> => {
    // What an earlier run of the attempt came to was told, or nobody wants it any more.
    const before = [...held.values()].filter((run) => run.name.key === name.key && run.followers === 0);
    await Promise.all(before.map((run) => drop(run.name.id)));
    const run = await holdRun(name, join(dir, name.id), go);
    held.set(name.id, run);
    if (refused.delete(name.id)) run.abort?.abort(new Error('the bot wants no result'));
  };

  return {
    async begin(name, go) {
      const { id } = name;
      if (!ID.test(id)) throw new Error(`not the id of a run: ${JSON.stringify(id)}`);
      if (held.has(id) || refused.delete(id)) return;
      const begun = beginning.get(id) ?? hold(name, go);
      beginning.set(id, begun);
      await begun.finally(() => beginning.delete(id));
    },
    abort(id) {
      const run = held.get(id);
      if (refused.size >= MAX_REFUSED) refused.clear();
      if (run === undefined) refused.add(id);
      else run.abort?.abort(new Error('the bot wants no result'));
    },
    get: (id) => held.get(id),
    find: (key, run) => [...held.values()].findLast(({ name }) => name.key === key && name.run === run),
    drop,
    async sweep(live) {
      const useless = [...held.values()].filter(
        ({ name, followers }) => !live.has(name.key) && followers === 0,
      );
      await Promise.all(useless.map(({ name }) => drop(name.id)));
    },
  };
}

async function takeOver(folder: string): Promise<HeldRun | undefined> {
  const text = await readFile(join(folder, END_FILE), 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
    throw error;
  });
  const parsed = text === undefined ? undefined : keptSchema.safeParse(JSON.parse(text));
  return parsed?.success ? await keptRun(folder, parsed.data.name, parsed.data.last) : undefined;
}
