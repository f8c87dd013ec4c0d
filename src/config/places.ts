// Where things are: addresses, the data directory, and how much is logged.
import { join, resolve } from 'node:path';
import { type RunnerAddress, runnerAddress } from './engines.ts';
import { type EnvironmentReader, VARIABLES } from './environment.ts';
import { codeOf, type ReadFile } from './read-file.ts';

export type PlacesConfig = {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly redisUrl: string | null;
  readonly signingKeyFile: string | null;
};

export function readPlaces(reader: EnvironmentReader, readFile: ReadFile): PlacesConfig {
  const publicUrl = reader.url('PUBLIC_URL', ['http:', 'https:']);
  const port = reader.withDefault('PORT');
  reader.matching(
    'PORT',
    port,
    /^([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    'a port from 1 to 65535',
  );
  const logLevel = readLogLevel(reader);
  checkDockerHost(reader);
  return {
    publicUrl,
    port: Number(port),
    host: reader.withDefault('HOST'),
    dataDir: resolve(reader.withDefault('GREENLIGHT_DATA_DIR')),
    redisUrl:
      reader.optional('REDIS_URL') === undefined ? null : reader.url('REDIS_URL', ['redis:', 'rediss:']),
    logLevel,
    signingKeyFile: signingKey(reader, readFile),
  };
}

export type RunnerPlaces = Pick<PlacesConfig, 'dataDir' | 'logLevel'> & {
  readonly address: RunnerAddress;
  readonly token: string | null;
};

const WANTS_LISTEN =
  'unix:///path, or tcp://127.0.0.1:port: what is said there is not encrypted, so forward it by SSH to reach another machine';

export function readRunnerPlaces(reader: EnvironmentReader): RunnerPlaces {
  const dataDir = resolve(reader.withDefault('GREENLIGHT_DATA_DIR'));
  const logLevel = readLogLevel(reader);
  checkDockerHost(reader);
  const listen = reader.optional('GREENLIGHT_RUNNER_LISTEN') ?? `unix://${join(dataDir, 'runner.sock')}`;
  const address = runnerAddress(listen);
  if (address === undefined) reader.problems.push(`GREENLIGHT_RUNNER_LISTEN is not ${WANTS_LISTEN}.`);
  const isPort = address !== undefined && 'host' in address;
  const token = isPort
    ? reader.required('GREENLIGHT_RUNNER_TOKEN')
    : (reader.optional('GREENLIGHT_RUNNER_TOKEN') ?? null);
  return { dataDir, logLevel, address: address ?? { socketPath: '' }, token };
}

function readLogLevel(reader: EnvironmentReader): PlacesConfig['logLevel'] {
  const level = reader.withDefault('LOG_LEVEL');
  reader.matching('LOG_LEVEL', level, /^(debug|info|warn|error)$/, 'debug, info, warn or error');
  return level as PlacesConfig['logLevel'];
}

const PRIVATE_KEY = /^-----BEGIN (?:OPENSSH|RSA|ENCRYPTED|)\s?PRIVATE KEY-----/;

/** Looked at now: a commit that cannot be signed is noticed when the work on it is done. */
function signingKey(reader: EnvironmentReader, readFile: ReadFile): string | null {
  const path = reader.optional('COMMIT_SIGNING_KEY_FILE');
  if (path === undefined) return null;
  try {
    if (PRIVATE_KEY.test(readFile(path))) return resolve(path);
    reader.problems.push(
      `COMMIT_SIGNING_KEY_FILE names a file that is no private key. Get it: ${VARIABLES.COMMIT_SIGNING_KEY_FILE.how}.`,
    );
  } catch (error) {
    reader.problems.push(
      `COMMIT_SIGNING_KEY_FILE: the file cannot be read (${codeOf(error)}). Get it: ${VARIABLES.COMMIT_SIGNING_KEY_FILE.how}.`,
    );
  }
  return null;
}

/** A socket's path, or an address that speaks Docker's API over TCP. The engine's library reads it by itself; a mistake is told here. */
function checkDockerHost(reader: EnvironmentReader): void {
  if (!reader.withDefault('DOCKER_HOST').startsWith('unix:///'))
    reader.url('DOCKER_HOST', ['tcp:', 'http:', 'https:']);
}

/** Logs and reports of tasks, by key. */
export const artifactsIn = (dataDir: string): string => join(dataDir, 'artifacts');
