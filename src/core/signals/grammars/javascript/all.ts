// Tools of JavaScript and TypeScript repositories. Where two claim the same lines, the first keeps them.
import type { Grammar } from '../../grammar.ts';
import { eslintStylish } from './eslint-stylish.ts';
import { jest } from './jest.ts';
import { nodeTestSpec } from './node-test-spec.ts';
import { nodeTestTap } from './node-test-tap.ts';
import { npmInstall } from './npm-install.ts';
import { tsc } from './tsc.ts';
import { vitest } from './vitest.ts';

export const JAVASCRIPT: readonly Grammar[] = [
  nodeTestSpec,
  nodeTestTap,
  vitest,
  jest,
  tsc,
  eslintStylish,
  npmInstall,
];
