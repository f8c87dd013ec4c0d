// Languages with one tool or two each: Dart, Elixir, Swift, Scala, Zig.
import type { Grammar } from '../../grammar.ts';
import { dart, dartAnalyze } from './dart.ts';
import { exunit, mix } from './exunit.ts';
import { scalatest } from './scalatest.ts';
import { swiftTesting, xctest } from './xctest.ts';
import { zig } from './zig.ts';

export const MORE: readonly Grammar[] = [
  dart,
  dartAnalyze,
  exunit,
  mix,
  xctest,
  swiftTesting,
  scalatest,
  zig,
];
