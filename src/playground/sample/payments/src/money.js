// Amounts are whole cents. Floating point never touches money.

export function cents(amount) {
  if (!Number.isSafeInteger(amount)) throw new TypeError(`Not a whole number of cents: ${amount}`);
  return amount;
}

export function parseAmount(text) {
  const match = /^(-?)(\d+)(?:\.(\d{2}))?$/.exec(text.trim());
  if (match === null) throw new TypeError(`Not an amount: ${text}`);
  const [, sign, whole, fraction = '00'] = match;
  const value = cents(Number(whole) * 100 + Number(fraction));
  return sign === '-' ? -value : value;
}

export function formatAmount(amount, currency = 'EUR') {
  const sign = cents(amount) < 0 ? '-' : '';
  const absolute = Math.abs(amount);
  return `${sign}${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, '0')} ${currency}`;
}

export function sum(amounts) {
  return amounts.reduce((total, amount) => cents(total + amount), 0);
}
