// Authorisations: money reserved on a card until it is captured, released, or the hold expires.
import { pbkdf2Sync, randomUUID } from 'node:crypto';
import { cents } from './money.js';

const authorisationRounds = 60;

export class Holds {
  #holds = new Map();
  #ttlMs;

  /** `ttlMs`: how long a hold lives after it was placed. */
  constructor({ ttlMs }) {
    this.#ttlMs = ttlMs;
  }

  place({ merchantId, card, amount }) {
    if (cents(amount) <= 0) throw new RangeError('A hold needs a positive amount');
    const hold = {
      id: randomUUID(),
      merchantId,
      amount,
      state: 'held',
      placedAtMs: Date.now(),
      authorisation: authorise(card, merchantId),
    };
    hold.expiresAtMs = Date.now() + this.#ttlMs;
    this.#holds.set(hold.id, hold);
    return { ...hold };
  }

  find(id) {
    const hold = this.#holds.get(id);
    if (hold === undefined) throw new Error(`No hold ${id}`);
    return { ...hold };
  }

  capture(id, amount, nowMs = Date.now()) {
    const hold = this.#live(id, nowMs);
    if (cents(amount) <= 0 || amount > hold.amount) throw new RangeError(`Cannot capture ${amount} of ${hold.amount}`);
    hold.state = 'captured';
    hold.captured = amount;
    return { ...hold };
  }

  release(id, nowMs = Date.now()) {
    const hold = this.#live(id, nowMs);
    hold.state = 'released';
    return { ...hold };
  }

  isExpired(id, nowMs = Date.now()) {
    const hold = this.find(id);
    return hold.state === 'held' && nowMs >= hold.expiresAtMs;
  }

  #live(id, nowMs) {
    if (this.isExpired(id, nowMs)) throw new Error(`Hold ${id} has expired`);
    const hold = this.#holds.get(id);
    if (hold.state !== 'held') throw new Error(`Hold ${id} is ${hold.state}`);
    return hold;
  }
}

/** A code that a dispute can recompute from the card token alone; slow on purpose, tokens are short. */
function authorise(card, merchantId) {
  return pbkdf2Sync(card, merchantId, authorisationRounds, 12, 'sha256').toString('hex');
}
