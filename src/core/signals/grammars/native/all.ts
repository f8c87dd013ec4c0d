// Tools of C and C++ repositories. Tests come first: what a test printed is the test's.
import type { Grammar } from '../../grammar.ts';
import { checkFramework, cmocka } from './c-tests.ts';
import { catch2 } from './catch2.ts';
import { cmake, ctest, make } from './cmake.ts';
import { compilers } from './compilers.ts';
import { boostTest, doctest } from './cpp-tests.ts';
import { gtest } from './gtest.ts';
import { linkers } from './linkers.ts';
import { meson } from './meson.ts';
import { sanitizers } from './sanitizers.ts';
import { underCtest } from './under-ctest.ts';

export const NATIVE: readonly Grammar[] = [
  ...[gtest, catch2, doctest, boostTest, cmocka, checkFramework].map(underCtest),
  ctest,
  meson,
  sanitizers,
  compilers,
  linkers,
  cmake,
  make,
];
