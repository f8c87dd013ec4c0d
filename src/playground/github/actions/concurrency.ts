// The concurrency group of a run: who shares it, and whether a newcomer cancels who is in it.
import type { Repository, WorkflowRun } from '../model.ts';
import { evaluate, interpolate, isTruthy, type Scope } from './expression.ts';
import type { WorkflowPlan } from './workflow-file.ts';

export function groupOf(
  repository: Repository,
  run: WorkflowRun,
  concurrency: NonNullable<WorkflowPlan['concurrency']>,
): { group: string; mayCancel: boolean } {
  const scope: Scope = {
    values: { github: groupValues(repository, run), vars: repository.variables, inputs: {} },
    state: 'success',
  };
  const group = `${repository.fullName} ${interpolate(concurrency.group, scope)}`;
  const { cancelInProgress: cancels } = concurrency;
  const mayCancel =
    typeof cancels === 'boolean'
      ? cancels
      : isTruthy(evaluate(cancels.replace(/^\s*\$\{\{|\}\}\s*$/g, ''), scope));
  return { group, mayCancel };
}

function groupValues(repository: Repository, run: WorkflowRun) {
  return {
    workflow: run.name,
    ref: run.checkoutRef,
    head_ref: run.event === 'push' ? '' : run.headBranch,
    event_name: run.event,
    repository: repository.fullName,
    run_id: run.id,
    sha: run.checkoutSha,
  };
}
