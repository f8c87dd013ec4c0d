// The operator's list of engines: held by this process, or by a runner that outlives it.
import { join } from 'node:path';
import { z } from 'zod';
import type { Environment } from './environment.ts';
import type { OperatorFile } from './operator-file.ts';
import { codeOf, type ReadFile } from './read-file.ts';

export const enginesSchema = z
  .array(
    z.strictObject({
      name: z.string().regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'wants lower-case letters, digits and dashes'),
      docker: z
        .string()
        .optional()
        .describe(
          'its Docker API: unix:///path, tcp://127.0.0.1:port (an SSH forward), or tcp://host:port with tls',
        ),
      tls: z
        .string()
        .min(1)
        .optional()
        .describe('folder with ca.pem, cert.pem and key.pem, beside greenlight.yml'),
      runner: z
        .string()
        .optional()
        .describe('a greenlight runner instead: unix:///path, or tcp://127.0.0.1:port (an SSH forward)'),
      token_env: z
        .string()
        .regex(/^[A-Z][A-Z0-9_]{2,99}$/, 'wants the name of a variable, not the token itself')
        .optional()
        .describe("environment variable that holds the runner's GREENLIGHT_RUNNER_TOKEN"),
      slots: z.int().min(1).max(64).default(2).describe('attempts that run there at once'),
    }),
  )
  .max(50)
  .default([])
  .describe('where attempts run, by free slots and by what is prepared there; DOCKER_HOST alone unless told');

export type RunnerAddress =
  | { readonly socketPath: string }
  | { readonly host: string; readonly port: number };

export type DockerAddress =
  | { readonly socketPath: string }
  | {
      readonly host: string;
      readonly port: number;
      readonly protocol: 'http' | 'https';
      readonly ca?: string;
      readonly cert?: string;
      readonly key?: string;
    };

export type EngineConfig = {
  readonly name: string;
  readonly slots: number;
  readonly at:
    | { readonly kind: 'docker'; readonly address: DockerAddress }
    | { readonly kind: 'runner'; readonly address: RunnerAddress; readonly token: string | null };
};

const WANTS_LOCAL =
  'wants unix:///path, or tcp://127.0.0.1:port (forward it by SSH to reach another machine)';
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** What is said to a runner is not encrypted, so it leaves no machine by itself. */
export function runnerAddress(text: string): RunnerAddress | undefined {
  const place = placeOf(text);
  return place === undefined || 'socketPath' in place || LOOPBACK.has(place.host) ? place : undefined;
}

type Entry = OperatorFile['sandbox']['engines'][number];

export function readEngines(
  { sandbox }: Pick<OperatorFile, 'sandbox'>,
  dir: string,
  { env, readFile }: { env: Environment; readFile: ReadFile },
  problems: string[],
): readonly EngineConfig[] {
  const names = sandbox.engines.map(({ name }) => name);
  return sandbox.engines.flatMap((entry, index) => {
    const say = (what: string) =>
      void problems.push(`greenlight.yml: sandbox.engines ${entry.name}: ${what}`);
    if (names.indexOf(entry.name) < index) say('is there twice');
    if ((entry.docker === undefined) === (entry.runner === undefined)) say('wants either docker or runner');
    if (entry.docker !== undefined && sandbox.kind === 'worktree')
      say('docker: is for sandbox.kind docker; with worktree only runners can be named');
    const { name, slots } = entry;
    const at = entry.runner === undefined ? dockerOf(entry, dir, readFile, say) : runnerOf(entry, env, say);
    return at === undefined ? [] : [{ name, slots, at }];
  });
}

function runnerOf(
  { runner = '', token_env: variable }: Entry,
  env: Environment,
  say: (what: string) => void,
) {
  const address = runnerAddress(runner);
  if (address === undefined) say(`runner: ${WANTS_LOCAL}`);
  const token = variable === undefined ? null : (env[variable]?.trim() ?? '');
  if (token === '')
    say(`token_env: ${variable} is not set. Get it: the GREENLIGHT_RUNNER_TOKEN of that runner.`);
  if (token === null && address !== undefined && 'host' in address)
    say('token_env: a runner on a port wants a token: name the variable that holds it');
  return address === undefined ? undefined : { kind: 'runner' as const, address, token };
}

function dockerOf(entry: Entry, dir: string, readFile: ReadFile, say: (what: string) => void) {
  const place = placeOf(entry.docker ?? '');
  if (place === undefined) {
    if (entry.docker !== undefined) say(`docker: ${WANTS_LOCAL}, or tcp://host:port with tls`);
    return undefined;
  }
  if ('socketPath' in place) return { kind: 'docker' as const, address: place };
  if (entry.tls === undefined) {
    if (!LOOPBACK.has(place.host))
      say('tls: whoever reaches that port is root on its machine: name its certificates');
    return { kind: 'docker' as const, address: { ...place, protocol: 'http' as const } };
  }
  const folder = join(dir, entry.tls);
  const read = (name: string): string => {
    try {
      return readFile(join(folder, name));
    } catch (error) {
      say(`tls: ${join(folder, name)} cannot be read (${codeOf(error)})`);
      return '';
    }
  };
  const keys = { ca: read('ca.pem'), cert: read('cert.pem'), key: read('key.pem') };
  return { kind: 'docker' as const, address: { ...place, protocol: 'https' as const, ...keys } };
}

function placeOf(text: string): RunnerAddress | undefined {
  if (/^unix:\/\/\/[^\0]{1,100}$/.test(text)) return { socketPath: text.slice('unix://'.length) };
  const [, host = '', port = ''] = /^tcp:\/\/(\[[0-9a-f:]+\]|[\w.-]+):(\d{1,5})\/?$/i.exec(text) ?? [];
  if (host === '' || Number(port) > 65_535) return undefined;
  return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
}

/** Whether this process asks models and registries itself, and so needs their keys. */
export const holdsEngines = ({ sandbox }: Pick<OperatorFile, 'sandbox'>): boolean =>
  sandbox.engines.length === 0 || sandbox.engines.some(({ docker }) => docker !== undefined);
