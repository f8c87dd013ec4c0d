// A repository: branches, pull requests, recent CI runs, files at the tip.
import { listRefs, listTree, readCommit } from '../git/objects.ts';
import type { Pull, Repository, WorkflowRun } from '../model.ts';
import type { World } from '../world.ts';
import { type Html, html } from './html.ts';
import type { Page } from './layout.ts';
import { ago, dot, duration, outcomeWord, stateBadge } from './parts.ts';

const isBusy = (repository: Repository): boolean =>
  [...repository.runs.values()].some((run) => run.status !== 'completed');

export function homePage(world: World): Page {
  const rows = world.repositories
    .filter((repository) => !repository.deleted)
    .map(
      (repository) =>
        html`<div class="row"><a href="/${repository.fullName}"><strong>${repository.fullName}</strong></a><span class="end">${repository.pulls.size} pull requests</span></div>`,
    );
  const body = html`<h1>Repositories</h1><div class="box">${rows.length === 0 ? html`<div class="empty">There are none.</div>` : rows}</div>`;
  return { title: 'Local GitHub', repository: null, tab: null, isLive: false, body };
}

export async function repositoryPage(world: World, repository: Repository): Promise<Page> {
  const refs = await listRefs(repository.gitDir);
  const branches: Html[] = [];
  for (const [ref, sha] of refs)
    branches.push(await branchRow(world, repository, ref.slice('refs/heads/'.length), sha));
  const files = await listTree(repository.gitDir, `refs/heads/${repository.defaultBranch}`, '.');
  const sorted = files.toSorted((one, other) => Number(other.type === 'tree') - Number(one.type === 'tree'));
  const body = html`<div class="grid"><div>
    <div class="box"><div class="head">Branches</div>${branches}</div>
    <div class="box"><div class="head">Files on ${repository.defaultBranch}</div>${sorted.map((file) => html`<div class="row"><span class="mono">${file.type === 'tree' ? '▸' : '·'} ${file.path}</span></div>`)}</div>
    </div><div>
    <div class="box"><div class="head">Pull requests</div>${pullRows(world, repository, [...repository.pulls.values()].toReversed().slice(0, 8))}</div>
    <div class="box"><div class="head">Recent CI runs</div>${runRows(world, repository, [...repository.runs.values()].toReversed().slice(0, 8))}</div>
    <p class="dim">Clone with<br><code>${world.origin}/${repository.fullName}.git</code></p></div></div>`;
  return { title: repository.fullName, repository, tab: 'code', isLive: isBusy(repository), body };
}

async function branchRow(world: World, repository: Repository, branch: string, sha: string): Promise<Html> {
  const commit = await readCommit(repository.gitDir, sha);
  const pull = [...repository.pulls.values()].find((one) => one.headRef === branch && one.state === 'open');
  const subject = (commit.message.split('\n')[0] ?? '').slice(0, 120);
  return html`<div class="row"><span class="ref">${branch}</span><span>${subject}</span>
    <span class="end">${pull === undefined ? '' : html`<a href="/${repository.fullName}/pull/${pull.number}">#${pull.number}</a> · `}<span class="sha">${sha.slice(0, 7)}</span> · ${ago(Date.parse(commit.committer.date), world.nowMs())}</span></div>`;
}

export function pullsPage(world: World, repository: Repository): Page {
  const body = html`<h1>Pull requests</h1><div class="box">${pullRows(world, repository, [...repository.pulls.values()].toReversed())}</div>`;
  return {
    title: `Pull requests · ${repository.fullName}`,
    repository,
    tab: 'pulls',
    isLive: isBusy(repository),
    body,
  };
}

function pullRows(world: World, repository: Repository, pulls: readonly Pull[]): Html | Html[] {
  if (pulls.length === 0) return html`<div class="empty">No pull requests yet.</div>`;
  return pulls.map(
    (
      pull,
    ) => html`<div class="row">${stateBadge(pull)}<div><a href="/${repository.fullName}/pull/${pull.number}"><strong>${pull.title}</strong></a>
      <div class="word">#${pull.number} by ${pull.author.login} · ${ago(pull.createdAtMs, world.nowMs())}</div></div></div>`,
  );
}

export function actionsPage(world: World, repository: Repository): Page {
  const body = html`<h1>Actions</h1><div class="box">${runRows(world, repository, [...repository.runs.values()].toReversed())}</div>`;
  return {
    title: `Actions · ${repository.fullName}`,
    repository,
    tab: 'actions',
    isLive: isBusy(repository),
    body,
  };
}

export function runRows(world: World, repository: Repository, runs: readonly WorkflowRun[]): Html | Html[] {
  if (runs.length === 0) return html`<div class="empty">CI has not run yet.</div>`;
  return runs.map((run) => {
    const endMs = run.status === 'completed' ? run.updatedAtMs : world.nowMs();
    return html`<div class="row">${dot(run)}<div><a href="/${repository.fullName}/actions/runs/${run.id}"><strong>${run.title}</strong></a>
      <div class="word">${run.name} #${run.number}${run.attempt > 1 ? `, attempt ${run.attempt}` : ''} · ${outcomeWord(run)} · <span class="sha">${run.headSha.slice(0, 7)}</span> · ${duration(run.startedAtMs, endMs)}</div></div></div>`;
  });
}
