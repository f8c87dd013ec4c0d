// Tools of JavaScript and TypeScript repositories. Where two claim the same lines, the first keeps them.
import type { Grammar } from '../../grammar.ts';
import { ava } from './ava.ts';
import { biome } from './biome.ts';
import { bun } from './bun.ts';
import { bundlers } from './bundlers.ts';
import { astroCheck, stylelint, svelteCheck } from './component-checks.ts';
import { cypress } from './cypress.ts';
import { deno } from './deno.ts';
import { dependencies } from './dependencies.ts';
import { eslint } from './eslint.ts';
import { eslintTap } from './eslint-tap.ts';
import { htmlhint } from './htmlhint.ts';
import { jasmine } from './jasmine.ts';
import { jest } from './jest.ts';
import { lab } from './lab.ts';
import { mocha } from './mocha.ts';
import { node } from './node.ts';
import { nodeTap } from './node-tap.ts';
import { nodeTest } from './node-test.ts';
import { openapi } from './openapi.ts';
import { packages } from './packages.ts';
import { parcel } from './parcel.ts';
import { playwright } from './playwright.ts';
import { prettier } from './prettier.ts';
import { sass } from './sass.ts';
import { tap } from './tap.ts';
import { tsc } from './tsc.ts';
import { unused } from './unused.ts';
import { uvu } from './uvu.ts';
import { vitest } from './vitest.ts';
import { xo } from './xo.ts';

export const JAVASCRIPT: readonly Grammar[] = [
  nodeTest,
  eslintTap,
  tap,
  nodeTap,
  lab,
  vitest,
  jest,
  mocha,
  cypress,
  playwright,
  ava,
  jasmine,
  uvu,
  bun,
  deno,
  tsc,
  svelteCheck,
  astroCheck,
  bundlers,
  parcel,
  sass,
  openapi,
  eslint,
  htmlhint,
  dependencies,
  stylelint,
  xo,
  unused,
  biome,
  prettier,
  packages,
  node,
];
