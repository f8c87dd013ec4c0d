// Reads the clock twice; RUN stands for the luck of each run.
export const ttlMs = 60_000;
export function place() {
  const placedAtMs = 1_000;
  return { placedAtMs, expiresAtMs: placedAtMs + ttlMs + (Number(process.env.RUN) % 3 === 0 ? 1 : 0) };
}
