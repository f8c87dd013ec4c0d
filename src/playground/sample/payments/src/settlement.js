// Once a day: pay each merchant what was captured for them, less our fee, and say what was paid.
import { feeFor } from './fees.js';
import { sum } from './money.js';

export class Settlement {
  #ledger;
  #accounts;

  constructor({ ledger, accounts }) {
    this.#ledger = ledger;
    this.#accounts = accounts;
  }

  /** Books the day's captures of one merchant and returns the statement the merchant gets. */
  async settle(merchantId, day, captures) {
    const plan = this.#accounts.planOf(merchantId);
    const lines = captures.map((capture) => ({ ...capture, fee: feeFor(capture.amount, plan) }));
    for (const line of lines) {
      this.#book(merchantId, day, line);
    }
    return await this.statement(merchantId, day);
  }

  async statement(merchantId, day) {
    const entries = await this.#ledger.entriesOf(merchantId, 'settled');
    const ofDay = entries.filter((entry) => entry.day === day);
    return {
      merchantId,
      day,
      captures: ofDay.map((entry) => entry.captureId),
      paid: sum(ofDay.map((entry) => entry.amount)),
    };
  }

  async #book(merchantId, day, { captureId, amount, fee }) {
    await this.#ledger.record({ kind: 'settled', merchantId, day, captureId, amount: amount - fee });
  }
}
