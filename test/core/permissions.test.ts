// Who may decide what: by role, by risk, by action, within one workspace.
import { describe, expect, it } from 'vitest';
import type { Actor } from '#core/people.ts';
import { type Action, mayAct } from '#core/permissions.ts';
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
