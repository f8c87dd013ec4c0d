// Reading JSON of unknown shape: what is not there or of another kind reads as nothing.
export type Json = Readonly<Record<string, unknown>>;

export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const records = (value: unknown): readonly Json[] => list(value).map(record);
export const string = (value: unknown): string => (typeof value === 'string' ? value : '');

/** All text inside a message's content, whatever nesting its API uses. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(textOf).join('\n');
  const { text, content, parts } = record(value);
  return text === undefined && content === undefined && parts === undefined
    ? ''
    : textOf(text ?? content ?? parts);
}
