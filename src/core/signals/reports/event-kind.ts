// What one kind of report of one object a line adds to the reader: which lines are its, and what it makes of them.
import type { Json } from './json.ts';
import type { Report } from './report.ts';

export type EventReader = {
  push(event: Json, no: number): void;
  /** `isCut`: its last line is half an event. */
  end(isCut: boolean): Omit<Report, 'format'>;
};

export type EventKind = {
  readonly format: string;
  /** Literal strings, one of which stands in every such report: what else a log prints in braces is not parsed. */
  readonly marks: readonly string[];
  /** How each of its lines begins: what does not is not parsed. */
  readonly like: RegExp;
  is(value: Json): boolean;
  begin(): EventReader;
};
