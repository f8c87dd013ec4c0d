// What every reader of one kind of file is made of: text comes in any pieces, one answer goes out.
import type { Redacted } from '../../redact.ts';
import type { GreenLog } from '../evidence/green-diff.ts';
import type { Grammar } from '../grammar.ts';
import type { Tree } from '../tree.ts';
import type { FileSignals } from './file-signals.ts';

export type FileOptions = {
  /** As it was named; told again in the answer. */
  readonly file: string;
  readonly redact: (text: string) => Redacted;
  readonly green?: GreenLog | undefined;
  /** Files of the repository, to which paths are cut. */
  readonly tree?: Tree | undefined;
  /** Made of the repository's own problem matchers. */
  readonly matchers?: readonly Grammar[] | undefined;
  /** Things that the caller has to say about it: told among the notes. */
  readonly notes?: readonly string[] | undefined;
};

/** What can be shown of the file: a line by its number, secrets taken out. */
export type Source = (no: number) => string | undefined;
export type FileReading = { readonly signals: FileSignals; readonly source: Source };

/** About it and beyond its text. */
export type Seen = { readonly bytes: number; readonly encoding: string };
export type TextReader = { push(text: string): void; end(seen: Seen): FileReading };

export const NO_SOURCE: Source = () => undefined;
