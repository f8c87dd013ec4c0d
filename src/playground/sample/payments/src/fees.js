// What we keep of a capture.

/** Percentage plus a fixed part, rounded up to the cent, never more than the capture itself. */
export function feeFor(amount, plan) {
  if (amount <= 0) return 0;
  const fee = Math.ceil((amount * Math.round(plan.percent * 100)) / 10_000) + plan.fixed;
  return Math.min(fee, amount);
}
