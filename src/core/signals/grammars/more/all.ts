// Languages with one tool or two each: Dart, Elixir, Swift, Scala, Zig, Perl, Lua, R, Haskell, Erlang, OCaml, Nim; and cucumber, which is of many.
import type { Grammar } from '../../grammar.ts';
import { bats } from './bats.ts';
import { busted } from './busted.ts';
import { commentedTap } from './commented-tap.ts';
import { cucumber } from './cucumber.ts';
import { dart, dartAnalyze } from './dart.ts';
import { rebar } from './erlang.ts';
import { exunit, mix } from './exunit.ts';
import { ghc, hspec } from './haskell.ts';
import { nim } from './nim.ts';
import { alcotest, ocaml } from './ocaml.ts';
import { perl } from './perl.ts';
import { scalatest } from './scalatest.ts';
import { shunit2 } from './shunit2.ts';
import { teamcity } from './teamcity.ts';
import { testthat } from './testthat.ts';
import { swiftTesting, xctest } from './xctest.ts';
import { zig } from './zig.ts';

export const MORE: readonly Grammar[] = [
  teamcity,
  cucumber,
  perl,
  busted,
  commentedTap,
  bats,
  hspec,
  ghc,
  rebar,
  ocaml,
  alcotest,
  nim,
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
