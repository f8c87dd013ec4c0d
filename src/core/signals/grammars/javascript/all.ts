// Tools of JavaScript and TypeScript repositories. Where two claim the same lines, the first keeps them.
import type { Grammar } from '../../grammar.ts';
import { eslintStylish } from './eslint-stylish.ts';
import { jest } from './jest.ts';
import { mocha } from './mocha.ts';
import { nodeTest } from './node-test.ts';
import { npmInstall } from './npm-install.ts';
import { tap } from './tap.ts';
import { tsc } from './tsc.ts';
import { vitest } from './vitest.ts';

export const JAVASCRIPT: readonly Grammar[] = [
  nodeTest,
  tap,
  vitest,
  jest,
  mocha,
  tsc,
  eslintStylish,
  npmInstall,
];
