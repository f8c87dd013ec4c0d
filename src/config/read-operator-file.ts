// Reads greenlight.yml and the files it names, and says everything that is wrong with them.
import { join } from 'node:path';
import { parse, YAMLParseError } from 'yaml';
import { issuesAsWords } from '#app/issue-words.ts';
import { keysAt, type OperatorFile, operatorFile } from './operator-file.ts';
import { codeOf, type ReadFile } from './read-file.ts';
import { type Readable, readablePart } from './readable-part.ts';

/** `readable` is what can be looked through for more problems, also where the file as a whole cannot be used. */
export type Read = { readonly file: OperatorFile | null; readonly readable: Readable | null };

export function readOperatorFile(path: string, readFile: ReadFile, problems: string[]): Read {
  let content: unknown;
  try {
    // Its warnings would print the line they are about, which may hold what must not be shown.
    content = parse(readFile(path), { maxAliasCount: 50, logLevel: 'error' });
  } catch (error) {
    problems.push(reasonFor(path, error));
    return { file: null, readable: null };
  }
  const parsed = operatorFile.safeParse(content ?? {}, { reportInput: true });
  const readable = readablePart(content);
  if (parsed.success) return { file: parsed.data, readable };
  problems.push(...issuesAsWords(parsed.error.issues, keysAt).map((issue) => `greenlight.yml: ${issue}`));
  return { file: null, readable };
}

/**
 * A parser's first line says what and where. What it quotes of the file, behind a colon there and on the lines after it,
 * may be what must not be shown.
 */
function reasonFor(path: string, error: unknown): string {
  if (codeOf(error) === 'ENOENT') return `GREENLIGHT_CONFIG: there is no file ${path}. ${GET_IT}`;
  if (codeOf(error) === 'EISDIR')
    return `GREENLIGHT_CONFIG: ${path} is a folder; it wants the file itself, such as ${join(path, 'greenlight.yml')}. ${GET_IT}`;
  if (error instanceof YAMLParseError)
    return `greenlight.yml: ${error.message.split('\n')[0]?.replace(/:.*?( at line \d+, column \d+)?:?$/, '$1')}`;
  // Its message names the alias, which may be a password that begins with a star.
  if (error instanceof ReferenceError)
    return 'greenlight.yml: a value begins with * but is no alias, or there are too many aliases; put it in quotes';
  return `GREENLIGHT_CONFIG: ${path} cannot be read (${codeOf(error)}). ${GET_IT}`;
}
const GET_IT = 'Get it: copy docs/greenlight.example.yml and change it.';

/** Names that point at nothing. */
export function checkNames({ file, names }: Readable, problems: string[]): void {
  const repositories = names.repositories ?? [];
  const check = (where: string, name: string | undefined, known: readonly string[] | null) => {
    if (name === undefined || known === null || known.includes(name)) return;
    problems.push(`greenlight.yml: ${where}: there is no ${name}; known are ${known.join(', ')}`);
  };
  check('default_agent', file.default_agent, names.agents);
  if (file.default_agent === undefined && names.agents !== null && names.agents.length > 1)
    problems.push(`greenlight.yml: default_agent: name one of ${names.agents.join(', ')}`);
  for (const { name, agent } of file.repositories) check(`repositories ${name}: agent`, agent, names.agents);
  for (const [channel, name] of Object.entries(file.channels))
    check(`channels.${channel}`, name, names.repositories);
  const twice = repositories.filter(
    (name, index) => repositories.findIndex((other) => other.toLowerCase() === name.toLowerCase()) !== index,
  );
  for (const name of new Set(twice)) problems.push(`greenlight.yml: repositories: ${name} is there twice`);
}
