// What one kind of JSON report adds to the reader: how it is told from others, and what it makes of the document.
import { field, isRecord, type Json } from './json.ts';
import type { Report } from './report.ts';
import type { Where } from './where.ts';

export type JsonKind = {
  readonly format: string;
  /** Literal strings, one of which stands in every such document: what else a log prints in braces is not parsed. */
  readonly marks: readonly string[];
  is(value: Json): boolean;
  read(value: Json, where: Where): Omit<Report, 'format'>;
};

export const has = (value: Json, key: string): boolean => isRecord(value) && Object.hasOwn(value, key);

export const firstHas = (value: Json, ...keys: string[]): boolean =>
  Array.isArray(value) && value.length > 0 && keys.every((key) => has(value[0], key));

export const listHas = (value: Json, list: string, ...keys: string[]): boolean =>
  firstHas(field(value, list), ...keys);
