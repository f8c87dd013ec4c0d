// Main of invoices broke for a true cause: the first commit is green, the push on top of it is not, and the agent leaves it alone until it is asked.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readRepositoryFile } from '#app/repository-file.ts';
import { type Checkout, checkout } from './checkout.ts';

const REQUEST = 'add a currency column to the invoice export in invoices';
const ROUNDING = 'VAT of each line is rounded by itself';
let here: Checkout;
afterEach(async () => await here[Symbol.asyncDispose]());

/** Names of the tests that fail, as its CI runs them. */
async function failing(): Promise<readonly string[]> {
  const { output } = await here.node('--test', '--test-isolation=none', '--test-reporter=tap');
  return Array.from(output.matchAll(/^\s*not ok \d+ - (.+)$/gm), ([, name = '']) => name);
}

test('the first commit is green, and what was pushed afterwards breaks one test', async () => {
  here = await checkout('invoices');
  expect(await failing()).toEqual([]);
  await here[Symbol.asyncDispose]();
  here = await checkout('invoices', { later: true });
  expect(await failing()).toEqual([ROUNDING]);
});

test('the change is right, and does not touch what somebody else broke', async () => {
  here = await checkout('invoices', { later: true });
  const { summary } = await here.agent({ request: REQUEST });
  expect(summary).toContain('column “currency”');
  expect(await here.changed()).toEqual(['src/export.js', 'test/export.test.js']);
  expect(await failing()).toEqual([ROUNDING]);
});

test.each([
  ['it is among the failures of the last attempt', { failing: [ROUNDING], attempt: 2 }],
  ['a hint asks for it', { hint: 'then mend the VAT here', attempt: 2 }],
])('the agent mends it where %s', async (_case, brief) => {
  here = await checkout('invoices', { later: true });
  await here.agent({ request: REQUEST });
  await here.agent({ request: REQUEST, ...brief });
  expect(await here.changed()).toEqual(['src/export.js', 'src/vat.js', 'test/export.test.js']);
  expect(await failing()).toEqual([]);
});

test('a task of its own mends it and nothing else', async () => {
  here = await checkout('invoices', { later: true });
  await here.agent({ request: 'fix the broken tests on main in invoices' });
  expect(await here.changed()).toEqual(['src/vat.js']);
  expect(await failing()).toEqual([]);
});

test('what is done already, and what the agent cannot do, changes nothing', async () => {
  here = await checkout('invoices');
  expect((await here.agent({ request: 'fix the broken tests on main' })).summary).toContain(
    'changed nothing',
  );
  expect((await here.agent({ request: 'write a novel' })).summary).toContain(`Try “${REQUEST}”`);
  expect(await here.changed()).toEqual([]);
});

test('its settings are ones Greenlight reads', async () => {
  here = await checkout('invoices');
  const settings = readRepositoryFile(await readFile(join(here.cwd, '.github/greenlight.yml'), 'utf8'));
  expect(settings).toMatchObject({ ok: true, policy: { maxAttempts: 3, requiredChecks: ['test'] } });
});
