// What vitest's JSON report says, as far as CI asks for it.
import { existsSync, readFileSync } from 'node:fs';

export type TestFile = {
  /** Absolute path. */
  readonly name: string;
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
};

/** Undefined where a run ended without a report. */
export function filesOf(path: string): readonly TestFile[] | undefined {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')).testResults : undefined;
}

export const hasFailed = ({ status, assertionResults }: TestFile): boolean =>
  status === 'failed' || assertionResults.some((test) => test.status === 'failed');
