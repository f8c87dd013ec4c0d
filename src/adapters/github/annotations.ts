// Notes that checks left on lines of files. A job's id is its check run's id as well.
import type { CheckSummary } from '#core/ci/report.ts';
import type { Forge } from '#ports/forge.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';

const MAX_CHECKS = 10;
const FAILED: ReadonlySet<CheckSummary['outcome']> = new Set(['failed', 'timed_out']);

export function githubAnnotations(clients: GitHubClients): Pick<Forge, 'annotations'> {
  return {
    async annotations(repo, checks) {
      const failed = checks.filter(({ outcome, jobId }) => FAILED.has(outcome) && jobId !== null);
      const found = [];
      for (const { name, jobId } of failed.slice(0, MAX_CHECKS)) {
        const { data } = await clients.call(
          { repo, permission: 'Checks: read' },
          async (octokit) =>
            await octokit.rest.checks.listAnnotations({
              ...at(repo),
              check_run_id: jobId ?? 0,
              per_page: 50,
            }),
        );
        for (const { path, start_line: line, annotation_level: level, message } of data)
          if (level === 'failure') found.push({ job: name, file: path, line, message: message ?? '' });
      }
      return found;
    },
  };
}
