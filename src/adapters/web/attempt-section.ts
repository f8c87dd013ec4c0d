// One attempt on the task page: what was done, what CI said, what failed, how each stop rule was judged. Pure.

import { omittedWords, placeOf, RULE_WORDS, WHOM } from '#core/messages/egress-words.ts';
import { provedWords } from '#core/messages/proof-words.ts';
import { filesRemoved } from '#core/messages/retention-words.ts';
import { drawnFrom, everythingLeftOut, optionalWords } from '#core/messages/seen-words.ts';
import { sessionWords } from '#core/messages/session-words.ts';
import { rerunWords, whoseWords } from '#core/messages/triage-words.ts';
import { duration, plural, shortSha } from '#core/messages/words.ts';
import type { Finding } from '#core/patch.ts';
import type { FailureNote } from '#core/signals/failure-signal.ts';
import type { Attempt } from '#core/task/attempt.ts';
import { refusalsOf } from '#core/task/refusals.ts';
import type { Task } from '#core/task/task.ts';
import { ciBasis } from './ci-basis.ts';
import { type Html, html, link, time } from './html.ts';
import { attemptResult, OUTCOME_SYMBOLS, spaced } from './task-words.ts';

export function attemptItem(task: Task, attempt: Attempt): Html {
  const { tone, word } = attemptResult(attempt);
  return html`<li class="is-${tone}" id="attempt-${attempt.no}">
<div class="line"><h3>Attempt ${attempt.no}</h3> <span class="badge ${tone}">${word}</span> <span class="soft">${attempt.ci?.because}</span></div>
<p class="line soft">${factsOf(task, attempt)}</p>
${beside(task, attempt)}
${failures(attempt)}
${seen(attempt)}
${checks(task, attempt)}
${findings(attempt)}
${denials(task, attempt)}
${stopRules(attempt)}
${claim(attempt)}
${artifacts(task, attempt)}
</li>`;
}

function factsOf(task: Task, attempt: Attempt): Html[] {
  const { startedAtMs, endedAtMs, patch, headSha, runs, costUsd, usage, ci } = attempt;
  const took =
    startedAtMs !== undefined && endedAtMs !== undefined ? duration(endedAtMs - startedAtMs) : undefined;
  const facts = [
    startedAtMs === undefined ? undefined : html`<span>${time(startedAtMs)}</span>`,
    took === undefined ? undefined : html`<span>agent worked ${took}</span>`,
    headSha === undefined
      ? undefined
      : html`<span>commit ${link(commitUrl(task, headSha), html`<code>${shortSha(headSha)}</code>`)}</span>`,
    patch === undefined
      ? undefined
      : html`<span>${plural(patch.files, 'file')}, +${patch.additions} −${patch.deletions}</span>`,
    html`<span>$${costUsd.toFixed(2)}${usage === undefined ? '' : ` metered, ${plural(usage.requests, 'request')}`}${usage?.estimated ? ', in part estimated' : ''}</span>`,
    ci === undefined ? undefined : html`<span>${ci.minutes} CI min</span>`,
    ci?.url ? html`<span>${link(ci.url, 'CI run')}</span>` : undefined,
    runs > 1 ? html`<span>container started ${runs} times, not counted</span>` : undefined,
  ];
  return facts.filter((fact) => fact !== undefined);
}

/** What its agent went on with, and what CI's last word rests on besides: reruns that did not count, and a proof. */
const beside = (task: Task, attempt: Attempt): Html[] =>
  [sessionWords(attempt), rerunWords(attempt), provedWords(task, attempt)]
    .filter((words) => words !== '')
    .map((words) => html`<p class="soft">${words}</p>`);

const commitUrl = (task: Task, headSha: string): string | undefined =>
  task.pullRequest === null ? undefined : `${task.pullRequest.url}/commits/${headSha}`;

function failures(attempt: Attempt): Html | null {
  const list = attempt.failures ?? [];
  if (list.length === 0) return null;
  const { added = [], persisting = [], fixed = [] } = attempt.progress ?? {};
  const isCompared = attempt.no > 1 && attempt.progress !== undefined;
  const change = isCompared
    ? html` <span class="soft">(${added.length} new, ${persisting.length} still there, ${fixed.length} fixed)</span>`
    : null;
  return html`<h4>${plural(list.length, 'failure')}${change}</h4>
<ul class="plain">${list.map((failure) => failureItem(attempt, failure, isCompared && added.includes(failure.fingerprint.fine)))}</ul>`;
}

function failureItem({ triage }: Attempt, failure: FailureNote, isNew: boolean): Html {
  const place =
    failure.file === undefined
      ? ''
      : `${failure.file}${failure.line === undefined ? '' : `:${failure.line}`}`;
  const name = failure.testId ?? spaced(failure.kind);
  const whose = whoseWords(failure, triage);
  return html`<li><strong>${name}</strong>${isNew ? html` <span class="soft">new</span>` : null}
<span class="soft">${place === '' ? null : html`<code>${place}</code> · `}${failure.tool} in ${failure.job}</span>${whose === '' ? null : html`<br><span class="soft">${whose}</span>`}
<pre>${failure.message}</pre></li>`;
}

/** What the failures were drawn from, and what of it is missing. */
function seen({ no, seen: told, optional }: Attempt): Html | null {
  if (told === undefined) return null;
  const left = everythingLeftOut(told);
  const beside = optionalWords(optional);
  const rows = [
    html`<li>${drawnFrom(told)}</li>`,
    html`<li>${told.evidence.lines} of at most ${told.evidence.budgetLines} lines shown to the agent${told.evidence.leftOutLines > 0 ? html`, ${told.evidence.leftOutLines} more had no room` : null}</li>`,
    ...left.map((words) => html`<li>left out: ${words}</li>`),
    ...told.contradictions.map((words) => html`<li>CI’s word stands, though ${words}</li>`),
    ...(beside === '' ? [] : [html`<li>optional, and not to be mended: ${beside}</li>`]),
    ...(told.redactions > 0 ? [html`<li>${told.redactions} secrets taken out</li>`] : []),
  ];
  const summary = left.length > 0 ? `Read from CI, ${left.length} left out` : 'Read from CI';
  return html`<details id="seen-${no}"><summary>${summary}</summary><ul class="plain">${rows}</ul></details>`;
}

function checks(task: Task, attempt: Attempt): Html | null {
  const { ci } = attempt;
  if (ci === undefined || ci.checks.length === 0) return null;
  const rows = ci.checks.map(
    ({ name, outcome, required, url }) =>
      html`<tr><td>${link(url, name)}</td><td>${OUTCOME_SYMBOLS[outcome]} ${spaced(outcome)}</td><td>${required ? 'required' : ''}</td></tr>`,
  );
  const more = ci.checksOmitted > 0 ? html`<p class="soft">and ${ci.checksOmitted} more</p>` : null;
  return html`<details id="checks-${attempt.no}"><summary>${plural(ci.checks.length + ci.checksOmitted, 'check')}</summary>
<div class="scroll"><table><thead><tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">Required</th></tr></thead><tbody>${rows}</tbody></table></div>${more}${ciBasis(ci, task.policy.ci.apiBudget)}</details>`;
}

const LEVEL_WORDS: Record<Finding['level'], string> = {
  block: '▲ blocked',
  ask: '▲ wants a person’s yes',
  flag: '○ flagged',
};

function findings(attempt: Attempt): Html | null {
  if (attempt.findings.length === 0) return null;
  const items = attempt.findings.map(
    ({ rule, level, path, line, detail, hunk }) =>
      html`<li><strong>${LEVEL_WORDS[level]}</strong> ${spaced(rule)} ${path === undefined ? null : html`<code>${path}${line === undefined ? null : `:${line}`}</code>`} <span class="soft">${detail}</span>${hunk === undefined ? null : html`<pre>${hunk}</pre>`}</li>`,
  );
  return html`<h4>What the publisher saw in the change</h4><ul class="plain">${items}</ul>`;
}

function denials(task: Task, attempt: Attempt): Html | null {
  const refusals = refusalsOf(task, attempt);
  if (refusals.length === 0) return null;
  const refused = refusals.flatMap(({ to, denials: { list } }) => list.map((denial) => ({ ...denial, to })));
  const omitted = refusals.reduce((sum, { denials: each }) => sum + each.omitted, 0);
  const rows = refused.map(
    (denial) =>
      html`<tr><td><code>${denial.method === undefined ? '' : `${denial.method} `}${placeOf(denial)}</code></td><td><code>${denial.rule}</code></td><td>${RULE_WORDS[denial.rule]}${denial.detail === undefined ? null : html`: <code>${denial.detail}</code>`}${WHOM[denial.to] === '' ? null : html` <span class="soft">${WHOM[denial.to]}</span>`}</td><td>${denial.count}</td></tr>`,
  );
  return html`<details id="refused-${attempt.no}"><summary>Blocked: ${plural(refused.length, 'thing')}${omittedWords({ omitted })}</summary>
<div class="scroll"><table><thead><tr><th scope="col">Wanted</th><th scope="col">Rule</th><th scope="col">Because</th><th scope="col">Times</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function stopRules(attempt: Attempt): Html | null {
  if (attempt.stopRules.length === 0) return null;
  const tripped = attempt.stopRules.filter((rule) => rule.tripped);
  const rows = attempt.stopRules.map(
    ({ rule, tripped: isTripped, measured, limit }) =>
      html`<tr><td><code>${rule}</code></td><td>${isTripped ? '■ stops here' : '✔ within'}</td><td>${measured}</td><td>${limit}</td></tr>`,
  );
  const summary =
    tripped.length === 0 ? 'none stopped it' : `${tripped.map(({ rule }) => rule).join(', ')} stopped it`;
  return html`<details id="rules-${attempt.no}"><summary>Stop rules: ${summary}</summary>
<div class="scroll"><table><thead><tr><th scope="col">Rule</th><th scope="col">Judged</th><th scope="col">Measured</th><th scope="col">Limit</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}

function claim(attempt: Attempt): Html | null {
  if (attempt.summary === undefined || attempt.summary === '') return null;
  return html`<details id="claim-${attempt.no}"><summary>What the agent says about it (not checked)</summary><blockquote>${attempt.summary}</blockquote></details>`;
}

function artifacts({ artifactsRemoved }: Task, attempt: Attempt): Html | null {
  if (attempt.artifacts.length === 0) return null;
  if (artifactsRemoved !== undefined && attempt.no <= artifactsRemoved.attempts) {
    const names = attempt.artifacts.map(({ name }) => name).join(', ');
    return html`<p class="soft">${names}: ${filesRemoved(artifactsRemoved.afterDays)} They went ${time(artifactsRemoved.atMs)}.</p>`;
  }
  const items = attempt.artifacts.map(
    ({ name, url, sizeBytes }) =>
      html`<span>${link(url, name)} <span class="soft">${Math.max(1, Math.round(sizeBytes / 1024))} KiB</span></span>`,
  );
  return html`<p class="line">${items}</p>`;
}
