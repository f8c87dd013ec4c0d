// Why checks that should have come did not: the first cause found, in the order of how sure it is.
import { branchPasses, pathsPass } from './path-filter.ts';
import type { CiSnapshot } from './report.ts';
import type { CiObstacles, PathFilter, WorkflowFact } from './surroundings.ts';
import { clip, names } from './words.ts';

/** GitHub's own list; in the message of the commit that was pushed. */
const SKIP_MARKS = ['[skip ci]', '[ci skip]', '[no ci]', '[skip actions]', '[actions skip]'];

/** `blocks`: it stays so until a person does something about it. */
export type Reason = { readonly because: string; readonly blocks: boolean };

export const CONFLICT: Reason = {
  because: 'the branch conflicts with its base, so pull-request checks do not run',
  blocks: true,
};

/** `missing`: the required checks that never reported; empty where nothing ran at all. Undefined where no cause was found. */
export function whyMissing(snapshot: CiSnapshot, missing: readonly string[]): Reason | undefined {
  const { obstacles } = snapshot;
  const isConflict = snapshot.mergeState === 'conflict';
  if (obstacles === undefined) return isConflict ? CONFLICT : undefined;
  const workflows = obstacles.workflows.filter((workflow) => concerns(workflow, missing));
  return (
    skipped(obstacles) ??
    filteredOut(obstacles, workflows) ??
    (isConflict ? CONFLICT : undefined) ??
    disabled(workflows) ??
    actionsOff(obstacles) ??
    withoutTrigger(obstacles, workflows)
  );
}

/** Where none of the missing checks can be assigned to a workflow, none of the workflows is the cause. */
const concerns = (workflow: WorkflowFact, missing: readonly string[]): boolean =>
  missing.length === 0 || missing.some((name) => workflow.jobs.some((job) => namesJob(name, job)));

/** A job's name is known up to its first expression; a matrix adds its values, a reusable workflow its own jobs' names. */
const namesJob = (name: string, job: string): boolean =>
  name === job || (job !== '' && (name.startsWith(`${job} (`) || name.startsWith(`${job} / `)));

function skipped({ commitMessage }: CiObstacles): Reason | undefined {
  const message = commitMessage?.toLowerCase() ?? '';
  const mark = SKIP_MARKS.find((candidate) => message.includes(candidate));
  return mark === undefined
    ? undefined
    : { because: `the commit message says ${mark}, so no workflow runs`, blocks: true };
}

function filteredOut(obstacles: CiObstacles, workflows: readonly WorkflowFact[]): Reason | undefined {
  const active = workflows.filter(isActive);
  const shut = active.flatMap((workflow) => {
    const filter = workflow.onPullRequest ?? workflow.onPush;
    if (filter === null) return [];
    const words = shutBy(filter, obstacles, workflow.onPullRequest !== null);
    return words === undefined ? [] : [`${fileOf(workflow)} ${words}`];
  });
  const runnable = active.filter((workflow) => workflow.onPullRequest !== null || workflow.onPush !== null);
  const [first] = shut;
  if (first === undefined || shut.length < runnable.length) return undefined;
  const more = shut.length > 1 ? `, and ${shut.length - 1} more are filtered out too` : '';
  return { because: `${first}${more}`, blocks: true };
}

function shutBy(filter: PathFilter, obstacles: CiObstacles, isPullRequest: boolean): string | undefined {
  const { changedPaths, baseBranch, branch } = obstacles;
  const against = isPullRequest ? baseBranch : branch;
  if (!branchPasses(filter, against)) return `does not run for the branch ${clip(against)}`;
  if (changedPaths === null || pathsPass(filter, changedPaths)) return undefined;
  return filter.paths === null
    ? 'ignores all the files that this commit changes'
    : `runs only for changes in ${names(filter.paths.map((name) => ({ name })))}, and this commit has none`;
}

const isActive = ({ state }: WorkflowFact): boolean => state === 'active';

function disabled(workflows: readonly WorkflowFact[]): Reason | undefined {
  const off = workflows.filter((workflow) => !isActive(workflow));
  if (off.length === 0 || off.length < workflows.length) return undefined;
  const which = names(off.map((workflow) => ({ name: fileOf(workflow) })));
  return { because: `${which} ${off.length === 1 ? 'is' : 'are'} disabled on GitHub`, blocks: true };
}

const actionsOff = ({ actionsEnabled }: CiObstacles): Reason | undefined =>
  actionsEnabled === false
    ? { because: 'GitHub Actions is off for this repository', blocks: true }
    : undefined;

function withoutTrigger(obstacles: CiObstacles, workflows: readonly WorkflowFact[]): Reason | undefined {
  if (obstacles.workflows.length === 0)
    return { because: 'the repository has no workflow that GitHub Actions could run', blocks: false };
  const runnable = workflows.filter(({ onPullRequest, onPush }) => onPullRequest !== null || onPush !== null);
  if (workflows.length === 0 || runnable.length > 0) return undefined;
  const which = names(workflows.map((workflow) => ({ name: fileOf(workflow) })));
  return {
    because: `${which} ${workflows.length === 1 ? 'runs' : 'run'} on neither pushes nor pull requests`,
    blocks: true,
  };
}

const fileOf = ({ path }: WorkflowFact): string => path.slice(path.lastIndexOf('/') + 1);
