// Requests are put down to the task whose effect made them: also where it failed, and over restarts.
import { expect, it } from 'vitest';
import { apiBook } from '#adapters/store/api-book.ts';
import { openStore } from '#adapters/store/store.ts';
import { counted } from '#app/counted.ts';
import { taskId } from '#core/ids.ts';
import { FakeForge } from '#test/fakes/fake-forge.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const REPO = { owner: 'acme', name: 'payments' };
const ONE = taskId('t-00000001');
const OTHER = taskId('t-00000002');

function world() {
  const path = `${temporaryFolder('greenlight-api-')}/greenlight.db`;
  const store = openStore({ path });
  const forge = new FakeForge();
  forge.addRepository(REPO);
  return { path, store, deps: { forge, apiBook: apiBook(store) } };
}

it('keeps what each task has cost, whatever was asked, over a restart', async () => {
  const { path, store, deps } = world();
  await counted(deps, ONE, async ({ forge }) => void (await forge.branchHead(REPO, 'main')));
  await counted(deps, ONE, async ({ forge }) => void (await forge.rerunFailed(REPO, [1])));
  await counted(deps, OTHER, async ({ forge }) => void (await forge.branchHead(REPO, 'main')));
  await store.close();
  const again = openStore({ path });
  expect(await apiBook(again).of(ONE)).toEqual({ calls: 2, free: 0 });
  expect(await apiBook(again).of(OTHER)).toEqual({ calls: 1, free: 0 });
  await again.close();
});

it('counts what was asked before a failure', async () => {
  const { store, deps } = world();
  const failing = counted(deps, ONE, async ({ forge }) => {
    await forge.branchHead(REPO, 'main');
    throw new Error('planted');
  });
  await expect(failing).rejects.toThrow('planted');
  expect(await deps.apiBook.of(ONE)).toEqual({ calls: 1, free: 0 });
  await store.close();
});

it('tells an effect what it has cost itself so far', async () => {
  const { store, deps } = world();
  const told = await counted(deps, ONE, async ({ forge, apiBook: book }) => {
    await forge.branchHead(REPO, 'main');
    return await book.of(ONE);
  });
  expect(told).toEqual({ calls: 1, free: 0 });
  await store.close();
});

it('mixes up no tasks whose effects run side by side', async () => {
  const { store, deps } = world();
  const ask = (id: typeof ONE, times: number) =>
    counted(deps, id, async ({ forge }) => {
      for (let time = 0; time < times; time += 1) {
        await forge.branchHead(REPO, 'main');
        await new Promise((resolve) => setImmediate(resolve));
      }
    });
  await Promise.all([ask(ONE, 3), ask(OTHER, 5)]);
  expect([(await deps.apiBook.of(ONE)).calls, (await deps.apiBook.of(OTHER)).calls]).toEqual([3, 5]);
  await store.close();
});
