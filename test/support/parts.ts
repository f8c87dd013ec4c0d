// The real parts of the outside world that some tests need: describeWith() runs a block where its part is here, else
// skips it with a printed reason. A part named in GREENLIGHT_REQUIRE (as in CI) fails the run instead of being skipped.
import { afterAll, describe, inject, test } from 'vitest';
import { stopRedis } from './redis.ts';

export type PartName =
  | 'docker'
  | 'redis'
  | 'chromium'
  | 'git'
  | 'ssh'
  | 'sshd'
  | 'agents'
  | 'pip'
  | 'go'
  | 'cargo';

/** One part as find-parts.ts found it, once per run. `reason` says what is missing and what to do about it. */
export type Part = { available: boolean; reason: string };

export type Parts = Record<PartName, Part> & {
  /** Image that holds Node 24, git and a shell, run as uid 10001: the one that docker tests start. */
  agentImage: string;
  /** Path of the browser, '' where there is none. */
  chromiumPath: string;
};

declare module 'vitest' {
  interface ProvidedContext {
    parts: Parts;
  }
}

/** Image that docker tests start; made by find-parts.ts where it was missing. */
export const agentImage: string = inject('parts').agentImage;

/** Part names in GREENLIGHT_REQUIRE ("docker,redis"): the ones whose absence is a failure, not a skip. */
export function requiredParts(list: string | undefined): string[] {
  return (list ?? '').split(/[\s,]+/).filter((name) => name !== '');
}

/** Registers a suite that needs one or more parts; inside it the parts may be taken for granted. */
export function describeWith(needs: PartName | PartName[], name: string, suite: () => void): void {
  const parts = inject('parts');
  const missing = [needs].flat().filter((part) => !parts[part].available);
  if (missing.length === 0) {
    describe(name, () => {
      if ([needs].flat().includes('redis')) afterAll(stopRedis);
      suite();
    });
    return;
  }
  const reason = missing.map((part) => parts[part].reason).join('; ');
  const required = requiredParts(process.env.GREENLIGHT_REQUIRE);
  if (missing.some((part) => required.includes(part))) {
    test(`${name} has what it needs`, () => {
      throw new Error(`${reason}. GREENLIGHT_REQUIRE names it, so this is a failure and not a skip.`);
    });
    return;
  }
  console.log(`skipped: ${name}: ${reason}`);
  describe.skip(name, suite);
}
