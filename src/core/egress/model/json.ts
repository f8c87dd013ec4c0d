// Reading JSON of unknown shape: what is not there or of another kind reads as nothing.
export type Json = Readonly<Record<string, unknown>>;

export const record = (value: unknown): Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

const MAX_COUNT = 1_000_000_000;
/** A number of things: never negative, endless or a fraction. */
export const count = (value: unknown): number =>
  typeof value === 'number' && Number.isFinite(value)
    ? Math.min(MAX_COUNT, Math.max(0, Math.round(value)))
    : 0;
