// What `greenlight doctor` prints of several engines: each under its name, and one that cannot be asked as what is missing.
import { expect, it } from 'vitest';
import { hostOf } from '#adapters/pool/host.ts';
import { poolControls } from '#adapters/pool/pool-controls.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { FakeSandbox } from '#test/fakes/fake-sandbox.ts';

it('names every engine, and why one does not answer', async () => {
  const well = Object.assign(new FakeSandbox(() => 0), {
    controls: async () => [{ name: 'walls', isEnforced: true, isRequired: true, seen: 'four', remedy: '' }],
  });
  const away = Object.assign(new FakeSandbox(() => 0), {
    controls: () =>
      Promise.reject(new PortError(problem('sandbox_unavailable', 'gone'), { retryable: true })),
  });
  const controls = await poolControls([
    hostOf({ name: 'a', slots: 2, sandbox: well }),
    hostOf({ name: 'b', slots: 1, sandbox: away }),
  ]);
  expect(controls.map(({ name, isEnforced, seen }) => [name, isEnforced, seen])).toEqual([
    ['a: answers', true, '2 slots'],
    ['a: walls', true, 'four'],
    ['b: answers', false, 'gone'],
  ]);
});
