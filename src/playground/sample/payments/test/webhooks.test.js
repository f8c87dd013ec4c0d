import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sign, statementNotice, verify } from '../src/webhooks.js';

const secret = 'whsec_books';

test('webhooks: a signed notice is accepted', () => {
  const body = statementNotice({ merchantId: 'm-books', paid: 1 });
  assert.ok(verify(body, sign(body, secret, 1_000), secret, 2_000));
});

test('webhooks: a changed notice is refused', () => {
  assert.ok(!verify('{"paid":2}', sign('{"paid":1}', secret, 1_000), secret, 2_000));
});

test('webhooks: an old notice is refused', () => {
  assert.ok(!verify('{}', sign('{}', secret, 1_000), secret, 1_000 + 6 * 60_000));
});

test('webhooks: a header that is no signature is refused', () => {
  assert.ok(!verify('{}', 'nonsense', secret, 0));
});
