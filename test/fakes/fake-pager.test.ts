// The fake that stories use keeps the contract of the real ones.
import { pagerContract } from '#test/contracts/pager.ts';
import { fakePager } from './fake-pager.ts';

pagerContract('the fake', async () => {
  const pager = fakePager();
  return {
    pager,
    open: () =>
      pager
        .incidents()
        .filter(({ isOpen }) => isOpen)
        .map(({ page }) => page.summary),
    fail: (how) => pager.fail(how),
    dispose: async () => undefined,
  };
});
