// Asks a service whether it is ready, by a command in its own container, until it says so, ends, or its time is over.
import type Docker from 'dockerode';
import type { Service } from '#core/policy.ts';
import { answered } from '../answered.ts';
import { pause, stateOf } from '../containers.ts';

const ASK_AGAIN_MS = 200;
const LOOK_EVERY_MS = 50;

/** `ready`, or how it is not. Without a command a service is ready when it runs. */
export async function untilHealthy(
  container: Docker.Container,
  { health, readyWithinMs }: Service,
  over: AbortSignal,
): Promise<string> {
  const untilMs = performance.now() + readyWithinMs;
  while (!over.aborted) {
    const state = await stateOf(container);
    if (state?.Status !== 'running') return `ended with exit code ${state?.ExitCode ?? 'unknown'}`;
    if (health.length === 0 || (await isHealthy(container, health, untilMs, over))) return 'ready';
    if (performance.now() >= untilMs) break;
    await pause(ASK_AGAIN_MS);
  }
  return `was not ready within ${Math.round(readyWithinMs / 1_000)} s`;
}

/** Detached, so that no stream of its is held; a command that hangs ends with the container. */
async function isHealthy(
  container: Docker.Container,
  command: readonly string[],
  untilMs: number,
  over: AbortSignal,
): Promise<boolean> {
  let exec: Docker.Exec;
  try {
    exec = await answered(container.exec({ Cmd: [...command] }));
    await answered(exec.start({ Detach: true }));
  } catch {
    // No such program, or the service has just ended: the next look at it tells which.
    return false;
  }
  while (!over.aborted && performance.now() < untilMs) {
    const { Running, ExitCode } = await answered(exec.inspect());
    if (!Running) return ExitCode === 0;
    await pause(LOOK_EVERY_MS);
  }
  return false;
}
