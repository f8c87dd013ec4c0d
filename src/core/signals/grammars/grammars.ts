// Every grammar there is. A new one is a file beside this, a line here and a fixture.
import type { Grammar } from '../grammar.ts';
import { eslintStylish } from './eslint-stylish.ts';
import { goTest } from './go-test.ts';
import { jest } from './jest.ts';
import { nodeTestSpec } from './node-test-spec.ts';
import { nodeTestTap } from './node-test-tap.ts';
import { npmInstall } from './npm-install.ts';
import { pytest } from './pytest.ts';
import { tsc } from './tsc.ts';
import { vitest } from './vitest.ts';

/** All are read over a failed step: one step may run several tools. */
export const GRAMMARS: readonly Grammar[] = [
  nodeTestSpec,
  nodeTestTap,
  vitest,
  jest,
  pytest,
  goTest,
  tsc,
  eslintStylish,
  npmInstall,
];
