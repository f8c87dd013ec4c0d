// The order of test files: those that take longest begin first, so that no worker is left with one of them when the others have ended.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** Longest first, by a whole run. A fresh clone has no timings of its own; only what takes half a minute is worth a place. */
const SLOWEST = [
  'test/chaos/kill-everywhere.test.ts',
  'test/adapters/git/hostile-bundles.test.ts',
  'test/playground/page-to-merged.test.ts',
  'test/adapters/docker/docker-sandbox.test.ts',
  'test/playground/tasks/mirror-away.test.ts',
  'test/dockerfile.test.ts',
  'test/core/signals/planted.test.ts',
  'test/bench/bench.test.ts',
  'test/playground/tasks/flaky-proof.test.ts',
  'test/cli/cli.test.ts',
  'test/adapters/engine/embedded-engine.test.ts',
  'test/adapters/github/faults.test.ts',
  'test/adapters/worktree/worktree-sandbox.test.ts',
];

export class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config;
    const gone = SLOWEST.filter((path) => !existsSync(join(root, path)));
    if (gone.length > 0)
      throw new Error(`test/support/slow-first.ts names files that are gone: ${gone.join(', ')}`);
    const place = ({ moduleId }: TestSpecification): number => {
      const at = SLOWEST.findIndex((path) => moduleId === join(root, path));
      return at === -1 ? SLOWEST.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}
