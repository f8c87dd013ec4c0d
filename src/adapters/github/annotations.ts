// Notes that a check left on lines of files and about itself. A job's id is its check run's id as well.
import type { Annotation } from '#core/signals/annotation.ts';
import type { Forge } from '#ports/forge.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';

/** Where GitHub puts notes that belong to no file. */
const NO_FILE = '.github';

type ApiAnnotation = {
  readonly path: string;
  readonly start_line: number;
  readonly start_column: number | null;
  readonly annotation_level: string | null;
  readonly title: string | null;
  readonly message: string | null;
  readonly raw_details: string | null;
};

export function githubAnnotations(clients: GitHubClients): Pick<Forge, 'annotations'> {
  return {
    async annotations(repo, checkRunId) {
      const { data } = await clients.call(
        { repo, permission: 'Checks: read' },
        async (octokit) =>
          await octokit.rest.checks.listAnnotations({ ...at(repo), check_run_id: checkRunId, per_page: 50 }),
      );
      return data.map(noteOf);
    },
  };
}

function noteOf(note: ApiAnnotation): Annotation {
  const file = note.path === NO_FILE || note.path === '' ? null : note.path;
  const { annotation_level: level, title, raw_details: details } = note;
  return {
    file,
    ...(file === null ? {} : { line: note.start_line }),
    ...(file === null || note.start_column === null ? {} : { column: note.start_column }),
    level: level === 'failure' || level === 'warning' ? level : 'notice',
    ...(title === null || title === '' ? {} : { title }),
    message: note.message ?? '',
    ...(details === null || details === '' ? {} : { details }),
  };
}
