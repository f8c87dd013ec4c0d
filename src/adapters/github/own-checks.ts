// Checks that Greenlight itself puts on a commit: found again before they are made, and never taken for CI's.
import { APPROVAL_CHECK } from '#core/approval.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Forge, ForgeCheck } from '#ports/forge.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';

const WRITE = 'Checks: write';
const KEY_PREFIX = 'greenlight:';

type Check = {
  readonly id: number;
  readonly name: string;
  readonly external_id: string | null;
  readonly status: string;
  readonly conclusion: string | null;
  readonly output: { readonly title: string | null; readonly summary: string | null };
};

/** By name and mark: a job of a workflow cannot set the mark. */
export const isOwnCheck = ({ name, external_id: mark }: Pick<Check, 'name' | 'external_id'>): boolean =>
  name === APPROVAL_CHECK && mark?.startsWith(KEY_PREFIX) === true;

export function githubOwnChecks(clients: GitHubClients): Pick<Forge, 'showCheck'> {
  return {
    async showCheck(repo, check) {
      const shown = await newestShown(clients, repo, check);
      if (shown !== undefined && isAsWanted(shown, check)) return;
      const call = { repo, permission: WRITE, subject: `${repoName(repo)}@${check.sha.slice(0, 10)}` };
      await clients.call(call, async ({ rest: { checks } }) => {
        // What has ended stays: another one after it counts, and both can be read.
        if (shown === undefined || shown.status === 'completed')
          await checks.create({ ...at(repo), name: check.name, head_sha: check.sha, ...fieldsOf(check) });
        else await checks.update({ ...at(repo), check_run_id: shown.id, ...fieldsOf(check) });
      });
    },
  };
}

async function newestShown(
  clients: GitHubClients,
  repo: RepoRef,
  { sha, name, key }: ForgeCheck,
): Promise<Check | undefined> {
  const { data } = await clients.call(
    { repo, permission: 'Checks: read' },
    async (octokit) =>
      await octokit.rest.checks.listForRef({
        ...at(repo),
        ref: sha,
        check_name: name,
        filter: 'all',
        per_page: 100,
      }),
  );
  return data.check_runs
    .filter((run) => run.external_id === KEY_PREFIX + key)
    .toSorted((a, b) => b.id - a.id)[0];
}

function isAsWanted({ status, conclusion, output }: Check, check: ForgeCheck): boolean {
  const wanted = fieldsOf(check);
  return (
    status === wanted.status &&
    conclusion === ('conclusion' in wanted ? wanted.conclusion : null) &&
    output.title === check.title &&
    output.summary === check.summary
  );
}

function fieldsOf({ key, state, title, summary }: ForgeCheck) {
  const said = { external_id: KEY_PREFIX + key, output: { title, summary } };
  if (state === 'pending') return { ...said, status: 'in_progress' as const };
  const conclusion = state === 'passed' ? ('success' as const) : ('failure' as const);
  return { ...said, status: 'completed' as const, conclusion };
}
