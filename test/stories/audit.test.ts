// The audit log: every decision and every act in somebody's name is there, refused ones too, and what is missing shows.
import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { auditLines } from '#adapters/store/audit-log.ts';
import { tidyUp } from '#app/retention.ts';
import { DEFAULT_RETENTION } from '#core/retention.ts';
import { aGreenTask, aTaskInCi } from './beginnings.ts';
import type { World } from './world.ts';

type Line = {
  no: number;
  at: string;
  action: string;
  who: { kind: string; name?: string; login?: string };
  from: string;
  sha: string | null;
  policy: string;
  result: string;
  detail?: string;
  before: string | null;
  after: string;
};

const read = (world: World) => [...auditLines(world.store, {})];
const lines = (world: World): Line[] =>
  read(world).flatMap((each) => ('line' in each ? [JSON.parse(each.line)] : []));
const broken = (world: World): string[] =>
  read(world).flatMap((each) => ('broken' in each ? [each.broken] : []));
const said = (world: World): string[] =>
  lines(world).map(({ at, who, action, from, sha, result, detail, before, after }) =>
    [
      at.slice(11, 16),
      `${who.name ?? who.login ?? who.kind} ${action} by ${from}${sha ? ` at ${sha.slice(0, 7)}` : ''}:`,
      `${result}${detail ? ` (${detail})` : ''},`,
      `${before} → ${after}`,
    ].join(' '),
  );

it('holds who decided what, by which way and on which commit, and what was done in their name', async () => {
  const world = await aGreenTask();
  const card = world.card().message;
  await world.clicks('gia', 'Approve', card);
  await world.clicks('gia', 'Retry with a hint', card);
  await Promise.all([world.clicks('ben', 'Approve', card), world.clicks('ana', 'Approve', card)]);
  await world.reaches('merged');
  await world.mentions('ana', 'abort');
  const isDeed = (line: string) => line.includes(' by bot ');
  expect(said(world).filter((line) => !isDeed(line))).toMatchInlineSnapshot(`
    [
      "14:03 ana start by slash: requested, null → requested",
      "14:04 gia approve by button at 9348df3: refused_not_allowed (not_involved), green → green",
      "14:04 gia retry by button at 9348df3: refused_not_allowed (not_involved), green → green",
      "14:04 ben approve by button at 9348df3: approved, green → approved",
      "14:04 ana approve by button at 9348df3: refused_stale, approved → approved",
      "14:04 ana abort by mention at 9348df3: refused_closed, merged → merged",
    ]
  `);
  expect(said(world).filter(isDeed)).toMatchInlineSnapshot(`
    [
      "14:04 ben mark_ready by bot at 9348df3: marked_ready, approved → approved",
      "14:04 ben merge by bot at 9348df3: merged, approved → merged",
    ]
  `);
  const { policyDigest } = await world.task();
  expect(
    lines(world)
      .slice(1)
      .every(({ policy }) => policy === policyDigest),
  ).toBe(true);
  expect(broken(world)).toEqual([]);
});

it('holds what people did on the forge, and what was tried in vain', async () => {
  const world = await aTaskInCi();
  await world.hint({ type: 'branch_moved', headSha: world.headSha(), by: 'greenlight[bot]' });
  await world.hint({ type: 'changes_requested', by: 'gia', comment: 'not like this' });
  await world.reaches('needs_human');
  await world.retries('olu', 'as gia says');
  expect(said(world)).toMatchInlineSnapshot(`
    [
      "14:03 ana start by slash: requested, null → requested",
      "14:03 gia request_changes by forge at 9348df3: changes_requested, awaiting_ci → needs_human",
      "14:03 olu retry by form at 9348df3: retried, needs_human → queued",
    ]
  `);
});

it('is written once for a click that is delivered twice, and outlives a restart', async () => {
  const world = await aGreenTask();
  const card = world.card().message;
  await world.clicks('ben', 'Approve', card, 'action-1');
  await world.clicks('ben', 'Approve', card, 'action-1');
  await world.reaches('merged');
  const before = read(world);
  await world.restart();
  expect(read(world)).toEqual(before);
  expect(lines(world).filter(({ action }) => action === 'approve')).toHaveLength(1);
});

it('outlives the task, and goes by age from its beginning without seeming broken', async () => {
  const world = await aGreenTask();
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  const count = lines(world).length;
  const tidy = async (days: number) => {
    world.clock.advance(days * 24 * 3_600_000);
    await tidyUp(world.deps, DEFAULT_RETENTION, new AbortController().signal);
    await world.settled();
  };
  const id = world.taskId();
  await tidy(200);
  expect(await world.deps.engine.get(id)).toBeUndefined();
  expect(lines(world)).toHaveLength(count);
  await tidy(1_000);
  expect(read(world)).toEqual([]);
  const { action, no } = await nextLine(world);
  expect({ action, no, broken: broken(world) }).toEqual({ action: 'start', no: count + 1, broken: [] });
});

async function nextLine(world: World): Promise<Line> {
  await world.types('ana', 'fix flaky tests in payments');
  await world.settled();
  return lines(world)[0] as Line;
}

it('can neither be changed nor cut by a slip, and says so where somebody did it on purpose', async () => {
  const world = await aGreenTask();
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  const newest = lines(world).length;
  const spoil = (sql: string) => {
    const db = new DatabaseSync(world.store.path);
    try {
      db.exec(sql);
    } finally {
      db.close();
    }
  };
  expect(() => spoil('DELETE FROM audit WHERE no = 2')).toThrow('only added to');
  expect(() => spoil("UPDATE audit SET line = '{}'")).toThrow('only added to');
  spoil('DROP TRIGGER audit_goes_by_age; DROP TRIGGER audit_is_kept');
  spoil(`DELETE FROM audit WHERE no = ${newest}`);
  expect(broken(world)).toEqual([`entry ${newest} is missing`]);
  spoil("UPDATE audit SET line = replace(line, 'UBEN', 'UANA') WHERE no = 2");
  expect(broken(world)).toEqual(['entry 2 is not as it was written', `entry ${newest} is missing`]);
  spoil('DELETE FROM audit WHERE no < 3');
  expect(broken(world)[0]).toBe('entries 1 to 2 are missing');
});
