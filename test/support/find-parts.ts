// Runs once before all tests: finds Docker, Redis, Chromium, git and the like, and hands what it found to every worker.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import type { TestProject } from 'vitest/node';
import { cliImages } from '../adapters/agents/cli-images.ts';
import type { Part } from './parts.ts';

const run = promisify(execFile);
const DEFAULT_AGENT_IMAGE = 'greenlight-agent:local';
const MAKE_AGENT_IMAGE = new URL('../../src/playground/image/make-agent-image.sh', import.meta.url).pathname;
const MAKE_CLI_IMAGES = new URL('../adapters/agents/make-cli-images.sh', import.meta.url).pathname;
const PING_TIMEOUT_MS = 5000;
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
const MAC_CHROME = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome';

export async function setup(project: TestProject): Promise<void> {
  const agentImage = process.env.GREENLIGHT_AGENT_IMAGE ?? DEFAULT_AGENT_IMAGE;
  const chromiumPath = findChromium();
  project.provide('parts', {
    agentImage,
    chromiumPath,
    docker: await findDocker(agentImage),
    redis: findRedis(),
    chromium: part(chromiumPath !== '', 'no Chromium found (install chromium or set CHROMIUM_PATH)'),
    git: part(findProgram('git') !== '', 'no git found (install git)'),
    ssh: part(findProgram('ssh-keygen') !== '', 'no ssh-keygen found (install openssh-client)'),
    sshd: part(
      isExecutable('/usr/sbin/sshd') && process.getuid?.() === 0,
      'no /usr/sbin/sshd that may be started (install openssh-server, as root)',
    ),
    agents: await findAgents(),
    pip: part(findProgram('pip3') !== '', 'no pip3 found (install python3-pip)'),
    go: part(findProgram('go') !== '', 'no go found (install golang-go)'),
    cargo: part(findProgram('cargo') !== '', 'no cargo found (install cargo 1.68 or newer)'),
  });
}

async function findDocker(agentImage: string): Promise<Part> {
  try {
    await new Docker({ timeout: PING_TIMEOUT_MS }).ping();
  } catch (error) {
    return part(false, `no Docker engine answers (start dockerd or set DOCKER_HOST): ${messageOf(error)}`);
  }
  try {
    // Does nothing where the image is up to date. An image that was named by hand is never made, only looked for.
    if (agentImage === DEFAULT_AGENT_IMAGE) await run('bash', [MAKE_AGENT_IMAGE, agentImage]);
    await new Docker().getImage(agentImage).inspect();
  } catch (error) {
    return part(
      false,
      `Docker answers but has no agent image ${agentImage} (run ${MAKE_AGENT_IMAGE}): ${messageOf(error)}`,
    );
  }
  return part(true, '');
}

/** They are large: plain test runs take them where they are and download none. */
async function findAgents(): Promise<Part> {
  const made = await run('bash', [MAKE_CLI_IMAGES, '--only-look', ...cliImages()]).then(
    () => true,
    () => false,
  );
  return part(made, `no images of agent command lines (run ${MAKE_CLI_IMAGES} ${cliImages().join(' ')})`);
}

function findRedis(): Part {
  const found = Boolean(process.env.GREENLIGHT_TEST_REDIS_URL) || findProgram('redis-server') !== '';
  return part(found, 'no redis-server found (install redis-server or set GREENLIGHT_TEST_REDIS_URL)');
}

function findChromium(): string {
  const named = process.env.CHROMIUM_PATH;
  if (named) return named;
  const found = CHROMIUM_NAMES.map(findProgram).find((path) => path !== '');
  return found ?? (isExecutable(MAC_CHROME) ? MAC_CHROME : '');
}

/** Path of a program on the PATH, '' where there is none. */
function findProgram(name: string): string {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find(isExecutable) ?? '';
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error) return false;
    throw error;
  }
}

function part(available: boolean, reason: string): Part {
  return { available, reason: available ? '' : reason };
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).trim().split('\n').slice(-1).join('');
}
