// What the environment says about GitHub: which App, and its key.
import { createPrivateKey } from 'node:crypto';
import { type EnvironmentReader, VARIABLES } from './environment.ts';
import { codeOf, type ReadFile } from './read-file.ts';

export type GitHubConfig = {
  readonly appId: string;
  /** PEM. */
  readonly privateKey: string;
  readonly webhookSecret: string;
  /** Without a slash at the end. */
  readonly apiUrl: string;
};

export function readGitHub(reader: EnvironmentReader, readFile: ReadFile): GitHubConfig {
  const appId = reader.required('GITHUB_APP_ID');
  reader.matching('GITHUB_APP_ID', appId, /^\d{1,12}$/, 'a number');
  const privateKey = readKey(reader, readFile);
  const webhookSecret = reader.required('GITHUB_WEBHOOK_SECRET');
  return { appId, privateKey, webhookSecret, apiUrl: reader.url('GITHUB_API_URL', ['http:', 'https:']) };
}

/** What is longer is no path but the key itself, encoded in some way. */
const MAX_PATH_CHARS = 200;

function readKey(reader: EnvironmentReader, readFile: ReadFile): string {
  const path = reader.optional('GITHUB_PRIVATE_KEY_FILE');
  if (path === undefined) {
    // Many places that keep variables cannot keep line breaks.
    const key = reader.required('GITHUB_PRIVATE_KEY').replaceAll('\\n', '\n');
    return key === '' || isPrivateKey(key) ? key : refuse(reader, 'GITHUB_PRIVATE_KEY');
  }
  try {
    const key = readFile(path);
    return isPrivateKey(key) ? key : refuse(reader, 'GITHUB_PRIVATE_KEY_FILE');
  } catch (error) {
    const shown = path.length <= MAX_PATH_CHARS ? path : 'what it names';
    reader.problems.push(
      `GITHUB_PRIVATE_KEY_FILE: ${shown} cannot be read (${codeOf(error)}). Get it: ${VARIABLES.GITHUB_PRIVATE_KEY.how}.`,
    );
    return '';
  }
}

/** Read as the App will read it: half a key looks like one until the first request. */
function isPrivateKey(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyType === 'rsa';
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

function refuse(reader: EnvironmentReader, name: 'GITHUB_PRIVATE_KEY' | 'GITHUB_PRIVATE_KEY_FILE'): string {
  const holds = name === 'GITHUB_PRIVATE_KEY' ? 'is not' : 'names a file that is not';
  reader.problems.push(
    `${name} ${holds} a whole RSA private key in PEM form (from -----BEGIN to the END line). Get it: ${VARIABLES.GITHUB_PRIVATE_KEY.how}.`,
  );
  return '';
}
