// Tools of Rust repositories. Tests first: a doc test that does not compile is one failing test.
import type { Grammar } from '../../grammar.ts';
import { cargoTest } from './cargo-test.ts';
import { rustc } from './rustc.ts';

export const RUST: readonly Grammar[] = [cargoTest, rustc];
