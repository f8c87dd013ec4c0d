// What every Pager promises: pagerContract(name, make) registers the suite.
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Page, Pager } from '#ports/pager.ts';
import { PortError } from '#ports/port-error.ts';

export type PagerUnderTest = {
  readonly pager: Pager;
  /** Summaries of what is open, oldest first. */
  open(): readonly string[];
  /** The next call is not carried out: later it may be, or never. */
  fail(how: 'down' | 'refused'): void;
  dispose(): Promise<void>;
};

const page = (dedupKey: string): Page => ({
  dedupKey,
  summary: `acme/payments: ${dedupKey} is blocked`,
  details: 'Nobody has answered. Asked by ana: fix “it”',
  link: 'https://greenlight.test/tasks/t-00000001?k=1&l=2',
});

export function pagerContract(name: string, make: () => Promise<PagerUnderTest>): void {
  describe(`${name} keeps the pager contract`, () => {
    let under: PagerUnderTest;
    beforeEach(async () => {
      under = await make();
    });
    afterEach(() => under.dispose());

    test('one incident is opened for a key, however often it is told', async () => {
      await under.pager.trigger(page('greenlight-a/1 ?'));
      await under.pager.trigger(page('greenlight-a/1 ?'));
      await under.pager.trigger(page('greenlight-b'));
      expect(under.open()).toEqual([page('greenlight-a/1 ?').summary, page('greenlight-b').summary]);
    });

    test('an incident ends once, and the others stay', async () => {
      await under.pager.trigger(page('greenlight-a/1 ?'));
      await under.pager.trigger(page('greenlight-b'));
      await under.pager.resolve('greenlight-a/1 ?');
      await under.pager.resolve('greenlight-a/1 ?');
      await under.pager.resolve('greenlight-never');
      expect(under.open()).toEqual([page('greenlight-b').summary]);
    });

    test.each([
      ['down', true],
      ['refused', false],
    ] as const)(
      'a pager that is %s is told as such, and what was asked did not happen',
      async (how, retryable) => {
        under.fail(how);
        const error = await under.pager.trigger(page('greenlight-a')).catch((failure: unknown) => failure);
        expect(error).toBeInstanceOf(PortError);
        expect(error).toMatchObject({ retryable, problem: { code: 'pager_unavailable' } });
        expect(under.open()).toEqual([]);
        await under.pager.trigger(page('greenlight-a'));
        expect(under.open()).toHaveLength(1);
      },
    );
  });
}
