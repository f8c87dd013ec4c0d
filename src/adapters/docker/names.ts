// What Greenlight's containers and volumes are called and labelled, so that any process finds them again.
import { createHash, randomBytes } from 'node:crypto';
import type { AttemptSpec } from '#ports/sandbox.ts';

const LABEL = 'dev.greenlight.';

/** Labels of everything made on an engine. `key` is there on what belongs to one attempt. */
export const labels = {
  instance: `${LABEL}instance`,
  role: `${LABEL}role`,
  key: `${LABEL}key`,
  task: `${LABEL}task`,
  attempt: `${LABEL}attempt`,
  run: `${LABEL}run`,
  agent: `${LABEL}agent`,
  repo: `${LABEL}repo`,
  /** On an attempt's workspace and on a ready marker: the prepared volume meant. */
  prepared: `${LABEL}prepared`,
  /** On an attempt's workspace and on a ready marker: the layer of a set-up meant. */
  setup: `${LABEL}setup`,
  /** On a stop marker: whether the result is still wanted. */
  collect: `${LABEL}collect`,
} as const;

export type Role =
  | 'agent'
  | 'sidecar'
  | 'helper'
  /** Measures what a run writes to the disk, or holds the memory that it writes to. */
  | 'space'
  | 'workspace'
  | 'mirror'
  | 'prepared'
  | 'setup'
  | 'service'
  /** What an agent remembers from one attempt of a task to the next. */
  | 'session'
  /** What a set-up works with until its layer is done. */
  | 'making'
  | 'ready'
  | 'stop';

/** Names of one Greenlight on an engine: two instances may share an engine and never touch each other's. */
export type Names = ReturnType<typeof namesOf>;

export function namesOf(instance: string) {
  if (!/^[a-z0-9][a-z0-9-]{0,30}$/.test(instance)) {
    throw new Error(
      `instance "${instance}" must be 1 to 31 of a-z, 0-9 and "-", for it becomes part of container names`,
    );
  }
  const prefix = `greenlight-${instance}`;
  const own = (role: Role, more: Record<string, string> = {}): Record<string, string> => ({
    [labels.instance]: instance,
    [labels.role]: role,
    ...more,
  });
  return {
    instance,
    own,
    /** Deterministic, so that the engine itself refuses a second one for the same attempt. */
    agent: (key: string) => `${prefix}-${plain(key)}`,
    stopMarker: (key: string) => `${prefix}-${plain(key)}-stop`,
    /** Never used twice: what is still being removed cannot be in the way of a next run. */
    once: (what: string) => `${prefix}-${what}-${randomBytes(6).toString('hex')}`,
    mirror: (repo: string) => `${prefix}-mirror-${digest(repo)}`,
    ready: (...parts: string[]) => `${prefix}-ready-${digest(...parts)}`,
    ofAttempt: (role: Role, spec: AttemptSpec): Record<string, string> =>
      own(role, {
        [labels.key]: spec.key,
        [labels.task]: spec.taskId,
        [labels.attempt]: String(spec.attempt),
        [labels.run]: String(spec.run),
      }),
    /** A filter for list calls: everything of this instance that has these labels too. */
    filter: (more: Record<string, string> = {}) => ({
      label: [`${labels.instance}=${instance}`, ...Object.entries(more).map(([k, v]) => `${k}=${v}`)],
    }),
  };
}

/** Parts a list of containers by their role. */
export function agentsAndOthers<T extends { readonly Labels: Record<string, string> }>(
  containers: readonly T[],
): readonly [agents: readonly T[], others: readonly T[]] {
  const isAgent = ({ Labels }: T): boolean => Labels[labels.role] === ('agent' satisfies Role);
  return [containers.filter(isAgent), containers.filter((each) => !isAgent(each))];
}

function plain(key: string): string {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,79}$/.test(key))
    throw new Error(`attempt key "${key}" cannot name a container`);
  return key;
}

const digest = (...parts: string[]): string =>
  createHash('sha256').update(parts.join('\0')).digest('hex').slice(0, 20);
