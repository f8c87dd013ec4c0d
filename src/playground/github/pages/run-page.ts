// A CI run with its jobs and steps, and the log of one job.
import type { Job, Repository, WorkflowRun } from '../model.ts';
import type { World } from '../world.ts';
import { ansiLine } from './ansi.ts';
import { type Html, html } from './html.ts';
import type { Page } from './layout.ts';
import { dot, duration, outcomeWord } from './parts.ts';

const maxLines = 5_000;

export function runPage(world: World, repository: Repository, run: WorkflowRun): Page {
  const pull =
    run.pullNumber === null
      ? ''
      : html` for <a href="/${repository.fullName}/pull/${run.pullNumber}">#${run.pullNumber}</a>`;
  const endMs = run.status === 'completed' ? run.updatedAtMs : world.nowMs();
  const attempts = Array.from({ length: run.attempt }, (_, index) => run.attempt - index);
  const body = html`<h1>${dot(run)} ${run.title} <span class="dim">${run.name} #${run.number}</span></h1>
    <div class="meta"><span data-conclusion="${run.conclusion ?? run.status}">${outcomeWord(run)}</span><span>${run.event}${pull}</span><span class="ref">${run.headBranch}</span><span class="sha">${run.headSha.slice(0, 7)}</span><span>${duration(run.startedAtMs, endMs)}</span><span>by ${run.triggeringActor.login}</span></div>
    ${run.conclusion === 'startup_failure' ? html`<div class="error">The workflow file <code>${run.workflowPath}</code> is not valid, so no job could start.</div>` : ''}
    ${attempts.map((attempt) => attemptBox(world, repository, run, attempt))}`;
  return {
    title: `${run.name} #${run.number}`,
    repository,
    tab: 'actions',
    isLive: run.status !== 'completed',
    body,
  };
}

function attemptBox(world: World, repository: Repository, run: WorkflowRun, attempt: number): Html {
  const jobs = run.jobs.filter((job) => job.attempt === attempt);
  const title = run.attempt > 1 ? html`<h2>Attempt ${attempt}</h2>` : '';
  const notes = jobs.flatMap((job) => repository.checkRuns.get(job.id)?.annotations ?? []);
  return html`${title}${jobs.map((job) => jobBox(world, repository, job))}
    ${notes.length === 0 ? '' : html`<h2>Annotations</h2>${notes.map((note) => html`<div class="note"><strong>${note.title ?? note.level}</strong> <span class="mono dim">${note.path}:${note.startLine}</span><br>${note.message}</div>`)}`}`;
}

function jobBox(world: World, repository: Repository, job: Job): Html {
  const link = `/${repository.fullName}/actions/runs/${job.runId}/job/${job.id}`;
  return html`<div class="box"><div class="head">${dot(job)}<a href="${link}">${job.name}</a><span class="word">${outcomeWord(job)}</span><span class="end">${duration(job.startedAtMs, job.completedAtMs ?? world.nowMs())} · <a href="${link}">log</a></span></div>
    ${job.steps.map((step) => html`<div class="row">${dot(step)}<span>${step.name}</span><span class="end">${duration(step.startedAtMs, step.completedAtMs ?? world.nowMs())}</span></div>`)}</div>`;
}

export function jobPage(repository: Repository, run: WorkflowRun, job: Job): Page {
  const lines = (job.log ?? '')
    .replace(/^\uFEFF/, '')
    .split('\n')
    .slice(0, -1);
  const shown = lines.slice(0, maxLines);
  const body = html`<h1>${dot(job)} ${job.name} <span class="dim">of <a href="/${repository.fullName}/actions/runs/${run.id}">${run.name} #${run.number}</a></span></h1>
    <div class="meta"><span>${outcomeWord(job)}</span><span class="ref">${run.headBranch}</span><span class="sha">${run.headSha.slice(0, 7)}</span></div>
    <div class="log">${shown.length === 0 ? html`<div class="l"><span class="dim">${job.status === 'completed' ? 'This job never started.' : 'Waiting for output…'}</span></div>` : shown.map(logLine)}</div>
    ${lines.length > maxLines ? html`<p class="dim">${lines.length - maxLines} more lines are left out.</p>` : ''}`;
  return {
    title: `${job.name} · ${run.name} #${run.number}`,
    repository,
    tab: 'actions',
    isLive: job.status !== 'completed',
    body,
  };
}

function logLine(line: string, index: number): Html {
  const space = line.indexOf(' ');
  const text = line.slice(space + 1);
  const marker = /^##\[(\w+)\](.*)$/s.exec(text);
  const kinds: Readonly<Record<string, string>> = {
    error: 'err',
    warning: 'warn',
    group: 'grp',
    endgroup: 'end-of-group',
  };
  const kind = kinds[marker?.[1] ?? ''] ?? '';
  const prefixes: Readonly<Record<string, string>> = {
    error: 'Error: ',
    warning: 'Warning: ',
    group: '▾ ',
    notice: 'Notice: ',
  };
  const content = marker === null ? text : `${prefixes[marker[1] ?? ''] ?? ''}${marker[2] ?? ''}`;
  const id = `L${index + 1}`;
  return html`<div class="l ${kind}" id="${id}"><a href="#${id}">${index + 1}</a><time>${line.slice(11, 19)}</time><span>${ansiLine(content)}</span></div>`;
}
