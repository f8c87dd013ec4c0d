// Steps that belong to the runner, not to the repository. GitHub names them in English everywhere, and a repository may name its own steps alike.
import type { CheckFact } from './report.ts';

const ALWAYS =
  /^(?:Set up job|Set up runner|Initialize containers|Stop containers|Complete job|Complete runner|Run actions\/checkout@.{0,100})$/;
/** An action's image, before the steps: one word with a registry, a folder, a tag or a digest in it. */
const PULLED = /^Pull \S{0,300}[/:@]\S{1,300}$/;
const POST = 'Post ';

/** `steps`: the names of all steps of the job; what an action does after the job bears the name of its step. */
export function isRunnerStep(name: string, steps: readonly string[] | undefined): boolean {
  if (ALWAYS.test(name) || PULLED.test(name)) return true;
  return name.startsWith(POST) && (steps?.includes(name.slice(POST.length)) ?? false);
}

/** True where a failed job never failed in a step of the repository's own: the change cannot be blamed for it. */
export const looksLikeInfrastructure = ({
  failedStep,
  steps,
}: Pick<CheckFact, 'failedStep' | 'steps'>): boolean =>
  failedStep === null || (failedStep !== undefined && isRunnerStep(failedStep, steps));
