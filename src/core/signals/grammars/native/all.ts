// Tools of C and C++ repositories. Tests come first: what a test printed is the test's.
import type { Grammar } from '../../grammar.ts';
import { cmake, ctest, make } from './cmake.ts';
import { compilers } from './compilers.ts';
import { boostTest, catch2, doctest } from './cpp-tests.ts';
import { gtest } from './gtest.ts';
import { linkers } from './linkers.ts';
import { sanitizers } from './sanitizers.ts';

export const NATIVE: readonly Grammar[] = [
  gtest,
  catch2,
  doctest,
  boostTest,
  ctest,
  sanitizers,
  compilers,
  linkers,
  cmake,
  make,
];
