// Runs of one package of Go, event by event -> what became of each of its tests. A second run is a retry where nothing but what
// failed is run in it; else it is the same package with other settings, and what failed in one of them has failed.
import { DEAD, type Run } from './go-runs.ts';

type Now = { passed: number; failed: number; isSkipped: boolean };

export class GoPackage {
  readonly run: Run;
  isOpen = false;
  hasFailed = false;
  /** What the compiler said stands elsewhere. */
  isUnbuilt = false;
  readonly #tests: Map<string, Run>;
  /** By the tests' keys: how each fared in the run that is going on. */
  #now = new Map<string, Now>();
  /** Tests, not subtests, that failed in an earlier run. */
  readonly #failed = new Set<string>();
  /** In the run that is going on. */
  #forgotten = 0;

  /** It failed in no earlier run: passing now, it is nothing to remember. */
  isNew(key: string): boolean {
    return !this.#failed.has(topOf(key));
  }

  constructor(run: Run, tests: Map<string, Run>) {
    this.run = run;
    this.#tests = tests;
  }

  nowOf(key: string): Now {
    this.isOpen = true;
    const now = this.#now.get(key) ?? { passed: 0, failed: 0, isSkipped: false };
    this.#now.set(key, now);
    return now;
  }

  /** A test that passed is forgotten: there are so many of them. */
  forget(key: string): void {
    this.#now.delete(key);
    this.#tests.delete(key);
    this.#forgotten += 1;
  }

  /** Tests of which the end was not seen. */
  get running(): number {
    const open = [...this.#now.values()].filter((now) => now.passed + now.failed === 0 && !now.isSkipped);
    return open.length;
  }

  close(hasFailed: boolean): void {
    const ran = [...this.#now.keys()];
    const isRetry =
      ran.length > 0 && this.#forgotten === 0 && ran.every((key) => this.#failed.has(topOf(key)));
    for (const [key, now] of this.#now) {
      const test = this.#tests.get(key);
      if (test === undefined) continue;
      settle(test, now, isRetry);
      if (test.hasFailed) this.#failed.add(topOf(key));
      else test.output = '';
    }
    this.hasFailed = isRetry ? hasFailed : this.hasFailed || hasFailed;
    if (!this.hasFailed) this.run.output = '';
    this.#now = new Map();
    this.#forgotten = 0;
    this.isOpen = false;
  }
}

function settle(test: Run, now: Now, isRetry: boolean): void {
  // A test that was running when its binary died has no result of its own.
  const isDead = now.passed + now.failed === 0 && !now.isSkipped && DEAD.test(test.output);
  const hasFailed = now.failed > 0 || isDead;
  if (isRetry) {
    test.passed += now.passed;
    test.failed += now.failed;
    test.hasFailed = hasFailed;
  } else if (hasFailed || !test.hasFailed) {
    test.passed = now.passed;
    test.failed = now.failed;
    test.hasFailed = hasFailed;
  }
  test.isSkipped = now.isSkipped && !test.hasFailed;
}

/** Package and test without its subtests. */
function topOf(key: string): string {
  const slash = key.indexOf('/', key.indexOf('\n'));
  return slash === -1 ? key : key.slice(0, slash);
}
