// A process that hosts an engine for the crash scenarios, until it is killed: node child.ts '{"moduleUrl": …}'.

import { systemClock } from '#adapters/clock/system-clock.ts';
import type { Effect } from '#core/effects.ts';
import { silentLog } from '#ports/log.ts';
import type { EngineModule } from './harness.ts';
import { LIVES, type LifeName } from './lives.ts';
import { idNo, requested } from './sample-events.ts';
import { type KillPoint, world } from './world.ts';

export type ChildOrder = {
  readonly moduleUrl: string;
  readonly folder: string;
  readonly life: LifeName;
  /** How many tasks are asked for. */
  readonly tasks: number;
  readonly slots: number;
  readonly copies: number;
  /** Attempts start and never end; each is announced on standard output. */
  readonly holdAttempts?: boolean;
  /** Die by SIGKILL when this point is reached for the `hit`th time. */
  readonly kill?: { readonly point: KillPoint; readonly hit: number };
};

const order = JSON.parse(process.argv[2] ?? '{}') as ChildOrder;
const hits = new Map<KillPoint, number>();

function reached(point: KillPoint): void {
  const hit = (hits.get(point) ?? 0) + 1;
  hits.set(point, hit);
  if (order.kill?.point === point && order.kill.hit === hit) process.kill(process.pid, 'SIGKILL');
}

const { openEngine } = (await import(order.moduleUrl)) as EngineModule;
const { folder, copies } = order;
const say = (line: string) => process.stdout.write(`${line}\n`);
const held = order.holdAttempts ? { held: (effect: Effect) => say(`held ${effect.id}`) } : {};
const around = world({ folder, decide: LIVES[order.life].decide, reached, copies, ...held });
const { engine, close } = await openEngine(folder, {
  transition: around.decide,
  clock: systemClock(),
  log: silentLog,
  slots: order.slots,
});
await engine.start(around.runner(engine));
say('started');
const ids = Array.from({ length: order.tasks }, (_, index) => idNo(index + 1));
// As webhooks would: everything again after a restart, and each of it more than once.
await Promise.all(
  ids.flatMap((id) => Array.from({ length: copies }, () => engine.deliver(id, requested(id, Date.now())))),
);
const forever = new AbortController().signal;
while (around.ended.size < ids.length) await systemClock().sleepUntil(Date.now() + 20, forever);
await close();
