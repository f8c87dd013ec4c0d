import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Accounts } from '../src/accounts.js';

test('accounts: a merchant is found again', () => {
  const accounts = new Accounts();
  accounts.open('m-1', { name: 'One' });
  assert.equal(accounts.find('m-1').name, 'One');
});

test('accounts: the same merchant is not opened twice', () => {
  const accounts = new Accounts();
  accounts.open('m-1', { name: 'One' });
  assert.throws(() => accounts.open('m-1', { name: 'Two' }), /exists already/);
});

test('accounts: an unknown plan is refused', () => {
  assert.throws(() => new Accounts().open('m-1', { name: 'One', plan: 'gold' }), /Unknown plan/);
});

test('accounts: the volume plan is cheaper', () => {
  const accounts = new Accounts();
  accounts.open('m-1', { name: 'One' });
  accounts.open('m-2', { name: 'Two', plan: 'volume' });
  assert.ok(accounts.planOf('m-2').percent < accounts.planOf('m-1').percent);
});
