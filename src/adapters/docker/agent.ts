// The agent's container: its command, its environment, and nothing of ours.
import type Docker from 'dockerode';
import type { WayOut } from '#adapters/egress/way-out.ts';
import type { Work } from '#adapters/sandbox/work.ts';
import type { Deps } from './deps.ts';
import { AGENT_HOME, AGENT_UID, agentHost } from './hardening.ts';
import { withModelDoor } from './placeholders.ts';
import { CHECKOUT_DIR, INPUT_DIR, RESULT_FILE, SESSION_DIR, SETUP_DIR, type Workspace } from './workspace.ts';

export function agentOptions(
  { names, runtime }: Pick<Deps, 'names' | 'runtime'>,
  { spec, workspace, way, sidecarId }: { spec: Work; workspace: Workspace; way: WayOut; sidecarId: string },
): Docker.ContainerCreateOptions & { Image: string } {
  const [program = '', ...args] = spec.agent.command.map((part) => filled(part, way));
  return {
    name: names.agent(spec.key),
    Image: spec.agent.image,
    Labels: names.ofAttempt('agent', spec),
    User: `${AGENT_UID}:${AGENT_UID}`,
    // The image's own entry point would come before the command.
    Entrypoint: [program],
    Cmd: args,
    Env: Object.entries(environment(spec, way, workspace)).map(([name, value]) => `${name}=${value}`),
    WorkingDir: CHECKOUT_DIR,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...agentHost(sidecarId, spec.limits, runtime),
      Mounts: workspace.mounts,
    },
  };
}

function environment(spec: Work, way: WayOut, { session }: Workspace): Record<string, string> {
  const own = Object.entries(spec.agent.env).map(([name, value]) => [name, filled(value, way)] as const);
  return {
    HOME: AGENT_HOME,
    ...way.env,
    ...Object.fromEntries(own),
    ...(spec.setup === undefined ? {} : { GREENLIGHT_SETUP_DIR: SETUP_DIR }),
    ...(spec.agent.keepsSession ? { GREENLIGHT_SESSION_DIR: SESSION_DIR } : {}),
    ...(spec.resume === undefined || session === undefined ? {} : { GREENLIGHT_SESSION: spec.resume.id }),
    ...(spec.isPlain ? {} : briefing(spec)),
  };
}

const filled = (text: string, way: WayOut): string =>
  withModelDoor(text.replaceAll('{input}', INPUT_DIR), way);

function briefing(spec: Work): Record<string, string> {
  return {
    GREENLIGHT_INPUT_DIR: INPUT_DIR,
    GREENLIGHT_PROMPT_FILE: `${INPUT_DIR}/prompt.md`,
    GREENLIGHT_SIGNALS_FILE: `${INPUT_DIR}/signals.json`,
    GREENLIGHT_RESULT_FILE: RESULT_FILE,
    GREENLIGHT_TASK: spec.taskId,
    GREENLIGHT_ATTEMPT: String(spec.attempt),
  };
}
