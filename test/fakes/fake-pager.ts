// A pager in memory that keeps its incidents and fails on request; it passes the Pager contract.
import { problem } from '#core/problem.ts';
import type { Page, Pager } from '#ports/pager.ts';
import { PortError } from '#ports/port-error.ts';

export type Incident = { readonly page: Page; readonly isOpen: boolean };

export type FakePager = Pager & {
  /** Oldest first. */
  incidents(): readonly Incident[];
  /** The next calls fail this way: it is down, or it will never take them. */
  fail(how: 'down' | 'refused', times?: number): void;
};

export function fakePager(): FakePager {
  const incidents: Incident[] = [];
  const faults: ('down' | 'refused')[] = [];

  return {
    incidents: () => [...incidents],
    fail(how, times = 1) {
      faults.push(...Array.from({ length: times }, () => how));
    },
    async trigger(page) {
      failIfTold();
      const isKnown = incidents.some((each) => each.isOpen && each.page.dedupKey === page.dedupKey);
      if (!isKnown) incidents.push({ page, isOpen: true });
    },
    async resolve(dedupKey) {
      failIfTold();
      for (const [index, each] of incidents.entries())
        if (each.page.dedupKey === dedupKey) incidents[index] = { ...each, isOpen: false };
    },
  };

  function failIfTold(): void {
    const fault = faults.shift();
    if (fault !== undefined)
      throw new PortError(problem('pager_unavailable', `told to be ${fault}`), {
        retryable: fault === 'down',
      });
  }
}
