// Whether attempts can run in containers on this machine: an engine that answers, and the agent's image made from local parts.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import Docker from 'dockerode';

const run = promisify(execFile);
const PING_MS = 2_000;
const IMAGE_MS = 120_000;
export const AGENT_IMAGE = 'greenlight-agent:local';

export type EngineHere =
  | { readonly kind: 'docker'; readonly image: string }
  | { readonly kind: 'worktree'; readonly because: string };

/** Never throws: without an engine the playground says so and goes on in worktrees. */
export async function engineHere(say: (line: string) => void): Promise<EngineHere> {
  try {
    await new Docker({ timeout: PING_MS }).ping();
  } catch (error) {
    return { kind: 'worktree', because: `no container engine answers (${reasonOf(error)})` };
  }
  try {
    say('making the agent’s container image from this machine’s own Node and git …');
    const script = new URL('./image/make-agent-image.sh', import.meta.url).pathname;
    await run('bash', [script, AGENT_IMAGE], { timeout: IMAGE_MS, maxBuffer: 8_000_000 });
    return { kind: 'docker', image: AGENT_IMAGE };
  } catch (error) {
    return { kind: 'worktree', because: `the agent’s image could not be made (${reasonOf(error)})` };
  }
}

const reasonOf = (error: unknown): string =>
  error instanceof Error ? (error.message.split('\n')[0] ?? '').slice(0, 200) : String(error);
