// What most suites on the real engine begin with: an instance of their own and a bench, gone again when they end.
import { afterAll, beforeAll } from 'vitest';
import type { Sandbox } from '#ports/sandbox.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { agentImage } from '#test/support/parts.ts';
import { type EngineUnderTest, engineFor } from './engine-for.ts';

export type OnEngine = {
  readonly engine: EngineUnderTest;
  readonly bench: Bench;
  /** One for the whole suite. */
  readonly sandbox: Sandbox;
};

/** To be called in a suite, and read in its tests. */
export function onEngine(): OnEngine {
  let engine: EngineUnderTest | undefined;
  let bench: Bench | undefined;
  let sandbox: Sandbox | undefined;
  beforeAll(async () => {
    engine = engineFor(agentImage);
    bench = await sandboxBench(agentImage);
  });
  afterAll(async () => {
    await engine?.dispose();
    await bench?.remove();
  });
  return {
    get engine() {
      return made(engine);
    },
    get bench() {
      return made(bench);
    },
    get sandbox() {
      sandbox ??= made(engine).sandbox();
      return sandbox;
    },
  };
}

function made<T>(part: T | undefined): T {
  if (part === undefined) throw new Error('read it in a test: before, it is not made');
  return part;
}
