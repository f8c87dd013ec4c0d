// The agent's container: its command, its environment, and nothing of ours.
import type Docker from 'dockerode';
import { AGENT_HOME, AGENT_UID, agentHost } from './hardening.ts';
import type { Names } from './names.ts';
import type { Work } from './work.ts';
import { CHECKOUT_DIR, INPUT_DIR, RESULT_FILE, type Workspace } from './workspace.ts';

/** The loopback port of the CONNECT proxy. */
export const EGRESS_PORT = 3128;

export function agentOptions(
  names: Names,
  spec: Work,
  workspace: Workspace,
  sidecarId: string,
): Docker.ContainerCreateOptions & { Image: string } {
  const [program = '', ...args] = spec.agent.command.map((part) => part.replaceAll('{input}', INPUT_DIR));
  return {
    name: names.agent(spec.key),
    Image: spec.agent.image,
    Labels: names.ofAttempt('agent', spec),
    User: `${AGENT_UID}:${AGENT_UID}`,
    // The image's own entry point would come before the command.
    Entrypoint: [program],
    Cmd: args,
    Env: Object.entries(environment(spec)).map(([name, value]) => `${name}=${value}`),
    WorkingDir: CHECKOUT_DIR,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...agentHost(sidecarId, spec.limits),
      Mounts: workspace.mounts,
    },
  };
}

function environment(spec: Work): Record<string, string> {
  const proxy = `http://127.0.0.1:${EGRESS_PORT}`;
  return {
    HOME: AGENT_HOME,
    HTTPS_PROXY: proxy,
    HTTP_PROXY: proxy,
    https_proxy: proxy,
    http_proxy: proxy,
    NO_PROXY: '127.0.0.1,localhost',
    no_proxy: '127.0.0.1,localhost',
    // Node's own fetch looks at the variables above only when told to.
    NODE_USE_ENV_PROXY: '1',
    ...spec.agent.env,
    ...(spec.isPlain ? {} : briefing(spec)),
  };
}

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
