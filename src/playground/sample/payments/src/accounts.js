// Merchants: who they are and which fee plan they are on.

const plans = {
  standard: { percent: 1.4, fixed: 25 },
  volume: { percent: 0.9, fixed: 10 },
};

export class Accounts {
  #merchants = new Map();

  open(id, { name, plan = 'standard', webhookSecret }) {
    if (this.#merchants.has(id)) throw new Error(`Merchant ${id} exists already`);
    if (!Object.hasOwn(plans, plan)) throw new Error(`Unknown plan ${plan}`);
    const merchant = { id, name, plan, webhookSecret };
    this.#merchants.set(id, merchant);
    return merchant;
  }

  find(id) {
    const merchant = this.#merchants.get(id);
    if (merchant === undefined) throw new Error(`No merchant ${id}`);
    return merchant;
  }

  planOf(id) {
    return plans[this.find(id).plan];
  }
}
