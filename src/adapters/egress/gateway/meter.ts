// Counts what an attempt's requests cost, and lets the next one through only while there is money: late answers cannot overrun it by more than one request.
import { type Budget, isExhausted } from '#core/egress/model/budget.ts';
import { costOfTokens, type FoundPrice } from '#core/egress/model/prices.ts';
import { addUsage, type ModelUsage, NO_USAGE, type TokenCounts } from '#core/egress/model/usage.ts';

/** What a request may cost at most, until it is known. */
export type Reservation = { readonly usd: number };
export type Used = { readonly tokens: TokenCounts; readonly estimated: boolean };

export class Meter {
  readonly #start: Budget;
  readonly #onUsage: (usage: ModelUsage) => void;
  readonly #open = new Set<Reservation>();
  #waiting: (() => void)[] = [];
  #usage: ModelUsage;

  constructor(start: Budget, onUsage: (usage: ModelUsage) => void) {
    this.#start = start;
    this.#onUsage = onUsage;
    this.#usage = { ...NO_USAGE, isExhausted: isExhausted(start) };
  }

  get usage(): ModelUsage {
    return this.#usage;
  }

  get budget(): Budget {
    return { ...this.#start, spentUsd: this.#start.spentUsd + this.#usage.costUsd };
  }

  /**
   * Undefined when the money is spent. One that might overrun it waits for those on their way, whose cost is then known,
   * and goes alone.
   */
  async admit(usd: number): Promise<Reservation | undefined> {
    while (!isExhausted(this.budget)) {
      const reserved = [...this.#open].reduce((sum, each) => sum + each.usd, 0);
      if (this.#open.size === 0 || this.budget.spentUsd + reserved + usd <= this.#start.maxUsd) {
        const reservation = { usd };
        this.#open.add(reservation);
        return reservation;
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
    return undefined;
  }

  /** Once for each that was let through. */
  settle(reservation: Reservation, used: Used | undefined, { price, isKnown }: FoundPrice): void {
    this.#open.delete(reservation);
    if (used !== undefined) {
      const costUsd = costOfTokens(used.tokens, price);
      const more = {
        ...used.tokens,
        requests: 1,
        costUsd,
        estimated: used.estimated || (costUsd > 0 && !isKnown),
      };
      this.#usage = addUsage(this.#usage, { ...NO_USAGE, ...more });
      this.#usage = { ...this.#usage, isExhausted: isExhausted(this.budget) };
      this.#onUsage(this.#usage);
    }
    for (const wake of this.#waiting.splice(0)) wake();
  }
}
