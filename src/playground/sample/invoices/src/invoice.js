// An invoice: its lines, and what they come to.
import { vatOf } from './vat.js';

export function invoice({ number, date, customer, currency = 'EUR', lines }) {
  if (lines.length === 0) throw new RangeError(`Invoice ${number} has no lines`);
  const netCents = lines.reduce((sum, line) => sum + line.netCents, 0);
  const vatCents = vatOf(lines);
  return { number, date, customer, currency, netCents, vatCents, totalCents: netCents + vatCents };
}
