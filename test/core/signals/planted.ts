// The planted outputs as data: where they lie, what they hold, what is expected.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { FailureSignal } from '#core/signals/failure-signal.ts';

export type Expected = Partial<
  Pick<
    FailureSignal,
    'kind' | 'tool' | 'testId' | 'suite' | 'file' | 'line' | 'column' | 'code' | 'message' | 'attempts'
  >
>;

export type Planted = {
  /** `javascript/vitest/default` */
  readonly name: string;
  readonly output: string;
  readonly isPassing: boolean;
  readonly expected: readonly Expected[];
};

const FOLDER = new URL('planted/', import.meta.url).pathname;

/** One output by its name. */
export const planted = (name: string): string => readFileSync(join(FOLDER, `${name}.txt`), 'utf8');

export function plantedOutputs(): readonly Planted[] {
  const files = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.txt') && !isSource(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name));
  return files.sort().map((file) => {
    const name = relative(FOLDER, file).replace(/\.txt$/, '');
    const isPassing = name.split('/').at(-1)?.startsWith('passing') ?? false;
    const expected = isPassing ? [] : expectedIn(file.replace(/\.txt$/, '.expected.json'));
    return { name, output: readFileSync(file, 'utf8'), isPassing, expected };
  });
}

/** An output that nobody wrote the truth about yet fails alone. */
const expectedIn = (file: string): readonly Expected[] =>
  existsSync(file)
    ? JSON.parse(readFileSync(file, 'utf8'))
    : [{ message: `${relative(FOLDER, file)} is missing` }];

const isSource = (folder: string): boolean => relative(FOLDER, folder).split('/').includes('project');

/** What is compared of a signal: `message` only where it was written down. */
export const comparable = (signal: FailureSignal, like: Expected | undefined): Expected => {
  const { kind, tool, testId, suite, file, line, column, code, message, attempts } = signal;
  return dropUndefined({
    kind,
    tool,
    testId,
    suite,
    file,
    line,
    column,
    code,
    ...(like?.message === undefined ? {} : { message }),
    ...(like?.attempts === undefined ? {} : { attempts }),
  });
};

const dropUndefined = (from: Record<string, unknown>): Expected =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined));
