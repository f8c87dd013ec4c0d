// What the scripted agent works with: its brief, the files of the repository, and the repository's own tests.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

export const environment = process.env;
export const say = (line) => console.log(line);

export function readText(path) {
  return path !== undefined && existsSync(path) ? readFileSync(path, 'utf8') : '';
}

export function readSignals() {
  const text = readText(environment.GREENLIGHT_SIGNALS_FILE);
  const signals = text === '' ? {} : JSON.parse(text);
  return { failures: signals.failures ?? [], hint: signals.hint ?? null };
}

/** What the person wrote: the fenced block that the prompt calls the request, or the whole prompt. */
export function readRequest() {
  const prompt = readText(environment.GREENLIGHT_PROMPT_FILE);
  return /^(`{3,})text the request\n([\s\S]*?)\n\1$/m.exec(prompt)?.[2] ?? prompt;
}

/** Where every failure is told in one text, to be searched for names. */
export const wordsOf = (failures) =>
  failures.map((one) => `${one.testId ?? ''} ${one.file ?? ''} ${one.message ?? ''}`).join('\n');

export function edit({ file, from, to }) {
  const text = readFileSync(file, 'utf8');
  if (!text.includes(from)) return false;
  writeFileSync(
    file,
    text.replace(from, () => to),
  );
  return true;
}

export const has = (file, text) => readText(file).includes(text);

export function runTests(file) {
  const { NODE_TEST_CONTEXT: _, ...env } = environment;
  const result = spawnSync(process.execPath, ['--test', file], { env, encoding: 'utf8', timeout: 30_000 });
  const counted = /^ℹ fail (\d+)$/m.exec(result.stdout ?? '')?.[1];
  say(`  ran ${file} once: ${counted === undefined ? `exit code ${result.status}` : `${counted} failed`}`);
}
