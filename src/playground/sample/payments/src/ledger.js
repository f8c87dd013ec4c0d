// Balances, always computed from the journal and never kept beside it.
import { sum } from './money.js';

export class Ledger {
  #journal;

  constructor(journal) {
    this.#journal = journal;
  }

  async record(entry) {
    if (!entry.merchantId || !Number.isSafeInteger(entry.amount)) throw new TypeError('An entry needs merchantId and amount');
    await this.#journal.append(entry);
  }

  async entriesOf(merchantId, kind) {
    const entries = await this.#journal.entries();
    return entries.filter((entry) => entry.merchantId === merchantId && (kind === undefined || entry.kind === kind));
  }

  async balanceOf(merchantId) {
    return sum((await this.entriesOf(merchantId)).map((entry) => entry.amount));
  }
}
