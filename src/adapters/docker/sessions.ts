// What an agent remembers from one attempt of a task to the next: a volume of its own, filled once after the agent's death, from then
// on only read, under the next attempt's workspace. It never leaves the engine. Everything in it is the agent's, and goes to no other task.
import type Docker from 'dockerode';
import type { AttemptSpec, Forgetting, SessionPlace } from '#ports/sandbox.ts';
import { answered } from './answered.ts';
import type { Deps } from './deps.ts';
import { labels } from './names.ts';
import { createVolume, removeVolumes } from './volumes.ts';
import type { Lower } from './workspace.ts';

type SessionDeps = Pick<Deps, 'docker' | 'names'>;

/** The session that `spec` goes on with; undefined where it is not on this engine. */
export async function sessionLayer(deps: SessionDeps, spec: AttemptSpec): Promise<Lower | undefined> {
  const { resume, taskId, agent } = spec;
  if (resume === undefined || agent.keepsSession !== true) return undefined;
  return await findSession(deps, { ...resume, taskId, agent: agent.name });
}

export async function findSession(deps: SessionDeps, place: SessionPlace): Promise<Lower | undefined> {
  const [found] = await sessionsOf(deps, sessionLabels(place));
  return found && { volume: found.Name, mountpoint: found.Mountpoint };
}

/** An empty one for what is collected of this run. */
export async function createSession(deps: SessionDeps, spec: AttemptSpec): Promise<string> {
  const name = deps.names.once('session');
  await createVolume(deps.docker, {
    Name: name,
    Labels: deps.names.own('session', sessionLabels({ ...spec, agent: spec.agent.name })),
  });
  return name;
}

/**
 * Once `kept` is whole: what came before it goes. But for the one that this run went on with: should the bot die before it
 * has stored the result, the same attempt runs again, and goes on with that one again.
 */
export async function dropOlder(
  deps: SessionDeps,
  spec: AttemptSpec,
  kept: { readonly volume: string; readonly from: Lower | undefined },
): Promise<void> {
  const { agent, taskId } = spec;
  const all = await sessionsOf(deps, { [labels.task]: taskId, [labels.agent]: agent.name });
  const stay = new Set([kept.volume, kept.from?.volume]);
  const names = all.map(({ Name }) => Name).filter((name) => !stay.has(name));
  await removeVolumes(deps.docker, names);
}

/** What is in use now is removed by the next look. */
export async function forgetSessions(deps: SessionDeps, which: Forgetting): Promise<void> {
  const all = await sessionsOf(deps, 'of' in which ? { [labels.task]: which.of } : {});
  const kept: ReadonlySet<string> = 'of' in which ? new Set() : which.allBut;
  const doomed = all.filter(({ Labels }) => !kept.has(Labels?.[labels.task] ?? ''));
  await removeVolumes(
    deps.docker,
    doomed.map(({ Name }) => Name),
  );
}

const sessionLabels = ({ taskId, agent, attempt, run }: SessionPlace): Record<string, string> => ({
  [labels.task]: taskId,
  [labels.agent]: agent,
  [labels.attempt]: String(attempt),
  [labels.run]: String(run),
});

async function sessionsOf(
  { docker, names }: SessionDeps,
  more: Record<string, string>,
): Promise<readonly Docker.VolumeInspectInfo[]> {
  const filters = names.filter({ [labels.role]: 'session', ...more });
  return (await answered(docker.listVolumes({ filters }))).Volumes ?? [];
}
