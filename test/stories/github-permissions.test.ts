// Who may do what goes by GitHub: the linked account's right to push, asked where it counts, and nothing where it cannot be told.
import { expect, it } from 'vitest';
import { auditLines } from '#adapters/store/audit-log.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { anEmptyWorld, turnsGreen } from './beginnings.ts';
import { linked } from './linking.ts';
import type { World } from './world.ts';

const away = () => new PortError(problem('forge_unavailable', 'GitHub is down'), { retryable: true });

async function aWorldByGitHub(policy: { risk?: 'high' } = {}): Promise<World> {
  const world = await anEmptyWorld({ policy: { permissions: 'github', ...policy } });
  await linked(world, 'ana', 'ana-dev', 'write');
  return world;
}

async function aGreenOne(policy: { risk?: 'high' } = {}): Promise<World> {
  const world = await aWorldByGitHub(policy);
  await world.types('ana', 'fix flaky tests in payments');
  return await turnsGreen(world);
}

const asked = (world: World) => world.forge.calls.filter(({ method }) => method === 'permissionOf').length;

it('starts nothing for whoever is not linked or may not push, says so, and has it on record', async () => {
  const world = await aWorldByGitHub();
  expect(await world.types('ben', 'fix flaky tests in payments')).toMatchInlineSnapshot(`
    "Who may do that goes by GitHub, and you are linked to no GitHub account, so nothing was done.
    Link yours with /agent link your-github-login, then try again."
  `);
  await linked(world, 'gia', 'gia-dev', 'read');
  expect(await world.types('gia', 'fix flaky tests in payments')).toMatchInlineSnapshot(`
    "Who may do that goes by GitHub, and your account there may not push to this repository. Nothing was done.
    Ask somebody who may, or for write access there."
  `);
  const told = [...auditLines(world.store, {})].flatMap((each) => ('line' in each ? [each.line] : []));
  const starts = told.map((line) => JSON.parse(line)).filter(({ action }) => action === 'start');
  expect(starts.map(({ who, about, detail }) => [who.name, about, detail])).toEqual([
    ['ben', 'acme/payments', 'not_linked'],
    ['gia', 'acme/payments', 'may_not_push'],
  ]);
  expect(await world.types('ana', 'fix flaky tests in payments')).toContain('is on its way');
});

it('approves for whoever may push, by click and by word, whatever their role', async () => {
  const world = await aGreenOne();
  expect((await world.clicks('ben', 'Approve')).answer).toContain('linked to no GitHub account');
  await linked(world, 'ben', 'ben-dev', 'read');
  expect((await world.clicks('ben', 'Approve')).answer).toContain('may not push');
  expect(await world.mentions('ben', 'approve')).toContain('may not push');
  await linked(world, 'gia', 'gia-dev', 'write');
  expect((await world.clicks('gia', 'Approve')).answer).toContain('is approved');
  await world.reaches('merged');
});

it('leaves high risk to approvers and to those who maintain the repository', async () => {
  const world = await aGreenOne({ risk: 'high' });
  await linked(world, 'gia', 'gia-dev', 'write');
  expect((await world.clicks('gia', 'Approve')).answer).toMatchInlineSnapshot(
    `"This repository is high risk: an approver, or somebody who maintains it on GitHub, has to approve it. Ask one of them."`,
  );
  expect((await world.clicks('ana', 'Approve')).answer).toContain('somebody other than the requester');
  await linked(world, 'olu', 'olu-dev', 'maintain');
  expect((await world.clicks('olu', 'Approve')).answer).toContain('is approved');
});

it('changes nothing while GitHub cannot be asked', async () => {
  const world = await aGreenOne();
  world.clock.advance(5 * 60_000);
  world.forge.failNext('permissionOf', away(), { times: 2 });
  expect((await world.clicks('ana', 'Approve')).answer).toMatchInlineSnapshot(`
    "GitHub could not be asked what you may do in this repository, so nothing was done.
    Try again in a few minutes."
  `);
  expect((await world.clicks('ana', 'Retry with a hint')).answer).toContain('could not be asked');
  expect((await world.clicks('ana', 'Approve')).answer).toContain('is approved');
});

it('lets whoever asked for it and on-call stop it without an account', async () => {
  const world = await aGreenOne();
  expect(await world.types('olu', `retry ${world.taskId()}`)).toContain('linked to no GitHub account');
  expect(await world.types('olu', `abort ${world.taskId()}`)).toContain('is aborted');
});

it('asks GitHub once in five minutes about one person, and then believes what it says by then', async () => {
  const world = await aGreenOne();
  const before = asked(world);
  world.forge.permissions.set('ana-dev', { level: 'read', accountId: 11 });
  const form = (await world.clicks('ana', 'Retry with a hint')).form;
  expect(form?.title).toContain('Retry');
  expect(asked(world)).toBe(before);
  world.clock.advance(5 * 60_000);
  expect((await world.clicks('ana', 'Approve')).answer).toContain('may not push');
  expect(asked(world)).toBe(before + 1);
});

it('takes nobody for an account that has taken their login over', async () => {
  const world = await aGreenOne();
  world.clock.advance(5 * 60_000);
  world.forge.permissions.set('ana-dev', { level: 'admin', accountId: 666 });
  expect((await world.clicks('ana', 'Approve')).answer).toMatchInlineSnapshot(`
    "The login of the GitHub account that you linked belongs to another account now, so nothing was done.
    Link yours again with /agent link your-github-login, then try again."
  `);
});
