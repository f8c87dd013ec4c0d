// What of a workflow file tells whether it runs for a commit, and as what its jobs report. Pure; anything odd is left out.
import { parse } from 'yaml';
import type { PathFilter, WorkflowFact } from '#core/ci/surroundings.ts';

const MAX_ALIASES = 50;
const MAX_JOBS = 100;

export function workflowFact(path: string, state: string, text: string): WorkflowFact {
  const file = mapping(parsed(text));
  const triggers = triggersOf(file.on ?? file.true);
  return {
    path,
    state,
    jobs: Object.entries(mapping(file.jobs)).slice(0, MAX_JOBS).map(jobName),
    onPullRequest: filterOf(triggers, 'pull_request') ?? filterOf(triggers, 'pull_request_target'),
    onPush: filterOf(triggers, 'push'),
  };
}

function parsed(text: string): unknown {
  try {
    return parse(text, { maxAliasCount: MAX_ALIASES });
  } catch {
    // A file that is no YAML starts nothing: GitHub says so with a run of its own.
    return undefined;
  }
}

const mapping = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : {};

const texts = (value: unknown): readonly string[] | null => {
  if (value === undefined || value === null) return null;
  return (Array.isArray(value) ? value : [value]).map(String);
};

/** `on: push`, `on: [push, pull_request]` and `on: { push: … }` are one thing. */
function triggersOf(on: unknown): Readonly<Record<string, unknown>> {
  if (typeof on === 'object' && on !== null && !Array.isArray(on)) return mapping(on);
  return Object.fromEntries((texts(on) ?? []).map((event) => [event, null]));
}

function filterOf(triggers: Readonly<Record<string, unknown>>, event: string): PathFilter | null {
  if (!Object.hasOwn(triggers, event)) return null;
  const filter = mapping(triggers[event]);
  const isForTagsOnly = filter.tags !== undefined && filter.branches === undefined;
  if (isForTagsOnly) return null;
  const ignored = texts(filter['branches-ignore']);
  return {
    paths: texts(filter.paths),
    pathsIgnore: texts(filter['paths-ignore']),
    branches:
      texts(filter.branches) ?? (ignored === null ? null : ['**', ...ignored.map((name) => `!${name}`)]),
  };
}

/** Up to the first expression: `Test on ${{ matrix.os }}` reports as "Test on …". */
function jobName([key, job]: readonly [string, unknown]): string {
  const { name } = mapping(job);
  const shown = typeof name === 'string' ? name : key;
  const at = shown.indexOf('${{');
  return (at < 0 ? shown : shown.slice(0, at)).trim();
}
