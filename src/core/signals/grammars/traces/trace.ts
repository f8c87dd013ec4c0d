// A trace of a program that died outside any test runner: reads the one that begins at a line, if one does.
import type { Finding } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

export type TraceReader = (lines: readonly LogLine[], at: number) => Finding | undefined;

export type Place = { readonly file: string; readonly line: number; readonly column?: number | undefined };
