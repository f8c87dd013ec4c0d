// Every grammar there is, by language. A new one is a file in its language's folder, a line in that folder's all.ts, and fixtures.
import type { Grammar } from '../grammar.ts';
import { DELIVERY } from './delivery/all.ts';
import { DOTNET } from './dotnet/all.ts';
import { GO } from './go/all.ts';
import { JAVASCRIPT } from './javascript/all.ts';
import { JVM } from './jvm/all.ts';
import { MORE } from './more/all.ts';
import { NATIVE } from './native/all.ts';
import { PHP } from './php/all.ts';
import { printedReports } from './printed-reports.ts';
import { PYTHON } from './python/all.ts';
import { RUBY } from './ruby/all.ts';
import { RUST } from './rust/all.ts';

/** All are read over a failed step: one step may run several tools. */
export const GRAMMARS: readonly Grammar[] = [
  printedReports,
  ...JAVASCRIPT,
  ...PYTHON,
  ...GO,
  ...RUST,
  ...JVM,
  ...DOTNET,
  ...MORE,
  ...NATIVE,
  ...RUBY,
  ...PHP,
  ...DELIVERY,
];
