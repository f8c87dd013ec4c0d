// Files that the configuration names, read through one function so that a test can hand in its own.
import { readFileSync } from 'node:fs';

/** Throws as `readFileSync` does. */
export type ReadFile = (path: string) => string;

export const readFromDisk: ReadFile = (path) => readFileSync(path, 'utf8');

/** Why a file could not be read, for a person: the system's code, never its content. */
export const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'not readable';
