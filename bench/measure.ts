// The few sums that all benchmarks do: medians, percentiles, and two sides taking turns so that drift hits both alike.

export type Sides<T> = { readonly greenlight: T; readonly floor: T };

/** A B A B …; gives what each turn gave, in order. */
export async function inTurns<T>(
  rounds: number,
  sides: Sides<(round: number) => Promise<T>>,
): Promise<Sides<T[]>> {
  const taken: Sides<T[]> = { greenlight: [], floor: [] };
  for (let round = 0; round < rounds; round += 1) {
    taken.greenlight.push(await sides.greenlight(round));
    taken.floor.push(await sides.floor(round));
  }
  return taken;
}

export const median = (values: readonly number[]): number => percentile(values, 50);

/** Nearest rank. Throws without values: an empty measurement is a mistake, not a zero. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const value = sorted[Math.max(0, Math.ceil((sorted.length * percent) / 100) - 1)];
  if (value === undefined) throw new Error('nothing was measured');
  return value;
}

export async function timedMs(work: () => Promise<unknown>): Promise<number> {
  const beganAtMs = performance.now();
  await work();
  return performance.now() - beganAtMs;
}
