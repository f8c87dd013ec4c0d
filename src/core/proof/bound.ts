// How much a number of runs says: the exact bound of Clopper and Pearson, one-sided, at 95 %.
// C. J. Clopper, E. S. Pearson: "The use of confidence or fiducial limits illustrated in the case of the binomial",
// Biometrika 26 (1934), 404–413, doi:10.1093/biomet/26.4.404.

export const CONFIDENCE = 0.95;
const STEPS = 60;

/**
 * The largest rate of failure p that `failed` of `runs` independent runs leave possible: P(X <= failed; runs, p) = 0.05, in 0..1.
 * For no failure this is 1 − 0.05^(1/runs); without a run nothing is known, and it is 1.
 */
export function upperBound(failed: number, runs: number): number {
  if (failed >= runs) return 1;
  if (failed <= 0) return 1 - (1 - CONFIDENCE) ** (1 / runs);
  let [low, high] = [failed / runs, 1];
  for (let step = 0; step < STEPS; step += 1) {
    const middle = (low + high) / 2;
    if (atMost(failed, runs, middle) > 1 - CONFIDENCE) low = middle;
    else high = middle;
  }
  return high;
}

/** P(X <= k) of a binomial; in logarithms, since 0.5^2000 is no number any more. */
function atMost(k: number, n: number, p: number): number {
  let term = n * Math.log1p(-p);
  let sum = Math.exp(term);
  for (let i = 1; i <= k; i += 1) {
    term += Math.log(((n - i + 1) / i) * (p / (1 - p)));
    sum += Math.exp(term);
  }
  return Math.min(1, sum);
}

/** The smallest rate of failure that `failed` of `runs` leave possible: P(X >= failed; runs, p) = 0.05. Passes and failures change places. */
export const lowerBound = (failed: number, runs: number): number =>
  failed <= 0 ? 0 : 1 - upperBound(runs - failed, runs);

/**
 * How likely `runs` passes in a row are for tests that are as flaky as before: luck, not a cure. Before, `failed` of `of`
 * runs failed; the rate is the smallest that this leaves possible, since the observed one may itself be luck.
 */
export const luckOf = (runs: number, failed: number, of: number): number =>
  (1 - lowerBound(failed, of)) ** runs;

/** The number of passes in a row that is luck in fewer than `share` of cases at that rate. Infinite where nothing ever failed. */
export const runsAgainstLuck = (share: number, failed: number, of: number): number =>
  Math.ceil(Math.log(share) / Math.log1p(-lowerBound(failed, of)));
