// Problem matchers from a file; their regular expressions are a stranger's, and the engine for them is loaded only then.
import { readFile } from 'node:fs/promises';
import type { Matchers } from '#core/signals/matchers/problem-matchers.ts';
import { reasonOf } from './read-file.ts';

export async function readMatchers(file: string): Promise<Matchers> {
  const { problemMatchers } = await import('#core/signals/matchers/problem-matchers.ts');
  try {
    return problemMatchers(await readFile(file, 'utf8'));
  } catch (error) {
    return { grammars: [], problems: [reasonOf(error)] };
  }
}
