// Who may decide what: by role, by risk, by action, within one workspace.
import { describe, expect, it } from 'vitest';
import type { Actor } from '#core/people.ts';
import { type Action, mayAct, mayStart } from '#core/permissions.ts';
import type { ForgeLevel } from '#core/standing.ts';
import { last } from './support/last.ts';
import { ana, ben, guest, olu, POLICY, person, upTo } from './support/samples.ts';

const { task } = last(upTo.green());
const low = task;
const high = { ...task, policy: { ...POLICY, risk: 'high' as const } };
const may = (action: Action, actor: Actor, on = low) => {
  const permission = mayAct(action, actor, on);
  return permission.allowed ? 'yes' : permission.because;
};
const root = person('root', 'admin');
const requesterWithRoles = { ...ana, roles: ['approver', 'admin'] as const };

describe.each<[Action, Record<string, string>, Record<string, string>]>([
  [
    'approve',
    { ana: 'yes', ben: 'yes', root: 'yes', olu: 'not_involved', guest: 'not_involved' },
    { ana: 'own_high_risk', ben: 'yes', root: 'yes', olu: 'not_involved', guest: 'not_involved' },
  ],
  [
    'retry',
    { ana: 'yes', ben: 'yes', root: 'yes', olu: 'yes', guest: 'not_involved' },
    { ana: 'yes', ben: 'yes', root: 'yes', olu: 'yes', guest: 'not_involved' },
  ],
  [
    'abort',
    { ana: 'yes', ben: 'yes', root: 'yes', olu: 'yes', guest: 'not_involved' },
    { ana: 'yes', ben: 'yes', root: 'yes', olu: 'yes', guest: 'not_involved' },
  ],
])('%s', (action, atLow, atHigh) => {
  const people = { ana, ben, root, olu, guest };
  it.each(Object.entries(people))('at low risk by %s', (name, actor) => {
    expect(may(action, actor)).toBe(atLow[name]);
  });
  it.each(Object.entries(people))('at high risk by %s', (name, actor) => {
    expect(may(action, actor, high)).toBe(atHigh[name]);
  });
});

it('no role lets a requester approve their own task of high risk', () => {
  expect(may('approve', { ...requesterWithRoles, roles: [...requesterWithRoles.roles] }, high)).toBe(
    'own_high_risk',
  );
});

it('an id of another workspace is another person, whatever it is called and whatever role it brings', () => {
  for (const action of ['approve', 'retry', 'abort'] as const) {
    expect(may(action, { ...ana, teamId: 'T2' })).toBe('other_workspace');
    expect(may(action, { ...ben, teamId: 'T2' })).toBe('other_workspace');
  }
});

it('a name gives no authority', () => {
  expect(may('abort', { ...guest, name: ana.name })).toBe('not_involved');
});

describe('where the requester named who approves', () => {
  const named = [{ userId: guest.userId, name: 'guest' }];
  const on = { ...task, request: { ...task.request, approvers: named } };
  const onHigh = { ...on, policy: { ...POLICY, risk: 'high' as const } };

  it('only they and admins approve, and all the rest is as it was', () => {
    for (const actor of [ana, ben, olu]) expect(may('approve', actor, on)).toBe('not_named');
    for (const actor of [guest, root]) expect(may('approve', actor, on)).toBe('yes');
    for (const actor of [ana, ben, olu]) expect(may('retry', actor, on)).toBe('yes');
    expect(may('retry', guest, on)).toBe('not_involved');
  });

  it('they may no more than policy says', () => {
    expect(may('approve', guest, onHigh)).toBe('not_involved');
    expect(may('approve', ben, onHigh)).toBe('not_named');
    const byForge = { ...on, policy: { ...POLICY, permissions: 'github' as const } };
    expect(may('approve', { ...guest, standing: { level: 'read' } }, byForge)).toBe('may_not_push');
    expect(may('approve', { ...guest, standing: { level: 'write' } }, byForge)).toBe('yes');
    expect(may('approve', { ...ben, standing: { level: 'admin' } }, byForge)).toBe('not_named');
  });
});

describe('where the forge says who may', () => {
  const on = { ...task, policy: { ...POLICY, permissions: 'github' as const } };
  const onHigh = { ...on, policy: { ...on.policy, risk: 'high' as const } };
  const at = (level: ForgeLevel, actor: Actor = guest): Actor => ({ ...actor, standing: { level } });
  const unlinked = (actor: Actor): Actor => ({ ...actor, standing: { unknown: 'not_linked' } });

  it.each<[ForgeLevel, string, string, string]>([
    ['none', 'may_not_push', 'may_not_push', 'may_not_push'],
    ['read', 'may_not_push', 'may_not_push', 'may_not_push'],
    ['triage', 'may_not_push', 'may_not_push', 'may_not_push'],
    ['write', 'yes', 'not_an_approver', 'yes'],
    ['maintain', 'yes', 'yes', 'yes'],
    ['admin', 'yes', 'yes', 'yes'],
  ])('%s approves: %s, at high risk: %s, aborts the task of somebody else: %s', (level, low, high, abort) => {
    expect(may('approve', at(level), on)).toBe(low);
    expect(may('approve', at(level), onHigh)).toBe(high);
    for (const action of ['retry', 'extend'] as const) expect(may(action, at(level), on)).toBe(low);
    expect(may('abort', at(level), on)).toBe(abort);
  });

  it('a role adds nothing to what the account may do, but that high risk has its approvers', () => {
    for (const action of ['approve', 'retry', 'extend'] as const)
      expect(may(action, at('read', root), on)).toBe('may_not_push');
    expect(may('approve', at('write', ben), onHigh)).toBe('yes');
    expect(may('approve', at('admin', ana), onHigh)).toBe('own_high_risk');
  });

  it('stopping, muting and calling need no account for requester and roles', () => {
    for (const action of ['abort', 'mute', 'escalate', 'take'] as const) {
      for (const actor of [ana, ben, olu, root]) expect(may(action, unlinked(actor), on)).toBe('yes');
      expect(may(action, unlinked(guest), on)).toBe('not_linked');
    }
    expect(may('retry', unlinked(ana), on)).toBe('not_linked');
  });

  it('what was not asked or not told is nothing', () => {
    expect(may('approve', ben, on)).toBe('not_told');
    expect(may('approve', { ...ben, standing: { unknown: 'not_told' } }, on)).toBe('not_told');
    expect(may('approve', { ...ben, standing: { unknown: 'other_account' } }, on)).toBe('other_account');
    expect(mayStart(ana, on.policy)).toEqual({ allowed: false, because: 'not_told' });
    expect(mayStart(at('write'), on.policy)).toEqual({ allowed: true });
  });

  it('an account gives nothing where roles say who may', () => {
    expect(may('approve', at('admin'), low)).toBe('not_involved');
    expect(mayStart(guest, POLICY)).toEqual({ allowed: true });
  });
});
