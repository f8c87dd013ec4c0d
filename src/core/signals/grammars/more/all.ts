// Languages with one tool or two each: Dart, Elixir, Swift, Scala, Zig, Perl, Lua, R; and cucumber, which is of many.
import type { Grammar } from '../../grammar.ts';
import { busted } from './busted.ts';
import { commentedTap } from './commented-tap.ts';
import { cucumber } from './cucumber.ts';
import { dart, dartAnalyze } from './dart.ts';
import { exunit, mix } from './exunit.ts';
import { perl } from './perl.ts';
import { scalatest } from './scalatest.ts';
import { shunit2 } from './shunit2.ts';
import { testthat } from './testthat.ts';
import { swiftTesting, xctest } from './xctest.ts';
import { zig } from './zig.ts';

export const MORE: readonly Grammar[] = [
  cucumber,
  perl,
  busted,
  commentedTap,
  shunit2,
  testthat,
  dart,
  dartAnalyze,
  exunit,
  mix,
  xctest,
  swiftTesting,
  scalatest,
  zig,
];
